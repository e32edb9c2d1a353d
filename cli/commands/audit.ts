import { Command, Option } from 'commander'
import * as z from 'zod'
import { auditCsv } from '../../shared/audit/report/audit-csv.ts'
import { auditHtml } from '../../shared/audit/report/audit-html.ts'
import type { AuditState } from '../../shared/model/audit.ts'
import { ControlId } from '../../shared/model/audit.ts'
import { auditText } from '../audit-text.ts'
import { auditVault } from '../audit-vault.ts'
import { deploymentOptions } from '../deployment.ts'
import type { Ending } from '../exit-codes.ts'
import type { CommandResult, Perform, Session } from '../session.ts'
import { writeTextFile } from '../write-text-file.ts'

const AuditOptions = z.object({
  control: z.array(ControlId).default([]),
  plans: z.string().optional(),
  csv: z.string().optional(),
  html: z.string().optional(),
  stack: z.string().optional(),
  hub: z.string().optional(),
})
type AuditOptions = z.infer<typeof AuditOptions>

export function auditCommand(perform: Perform): Command {
  const command = new Command('audit')
    .summary('hold the vault against the plans, with evidence')
    .description(
      'Judges coverage, integrity, restores, restore tests, runs, gaps, deleted functions, retention, encryption, locks, copies, roles, open functions and trails; reads a part of all blobs, so that daily audits read all within 30 days; and writes the result into the vault. Ends with 0 when all passed, 3 with findings or what could not be told, 6 when bytes are damaged, 1 when it could not be carried out.',
    )
    .addOption(
      new Option('--control <names...>', 'only these controls; they are no part of the trend').choices(
        ControlId.options,
      ),
    )
    .option('--plans <file>', 'the plan file (default: holdfast.yml)')
    .option('--csv <file>', 'write the result there as CSV')
    .option('--html <file>', 'write the result there as a page that can be filed')
  for (const option of deploymentOptions()) command.addOption(option)
  return command.action((options: unknown) =>
    perform((session) => audit(session, AuditOptions.parse(options))),
  )
}

const ENDINGS: Readonly<Record<AuditState, Ending>> = {
  passed: 'done',
  findings: 'partly',
  integrity: 'integrity',
  failed: 'failed',
}

async function audit(session: Session, options: AuditOptions): Promise<CommandResult> {
  const { report, trend } = await auditVault(session, options)
  if (options.csv !== undefined) await writeTextFile(options.csv, auditCsv(report))
  if (options.html !== undefined) await writeTextFile(options.html, auditHtml(report, trend))
  return {
    ending: ENDINGS[report.state],
    json: { report },
    text: (style) => auditText(style, report),
  }
}
