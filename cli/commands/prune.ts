import { Command, InvalidArgumentError } from 'commander'
import * as z from 'zod'
import type { RetentionRules } from '../../shared/model/retention.ts'
import type { PrunePorts, PruneRequest } from '../../shared/retention/prune.ts'
import { DEFAULT_GRACE, MIN_GRACE, prune } from '../../shared/retention/prune.ts'
import { duration, keepOptions, rulesOf } from '../keep-options.ts'
import { zoneName } from '../options.ts'
import { surveyPrune } from '../prune-plan.ts'
import { prunedText, prunePlanText } from '../prune-text.ts'
import { requirePerson } from '../require-person.ts'
import { confirm } from '../restore/confirm.ts'
import type { CommandResult, Perform, Session } from '../session.ts'
import { chooseStyle } from '../session.ts'

const PruneOptions = z.object({
  zone: z.string().optional(),
  function: z.string().optional(),
  grace: z.number().default(DEFAULT_GRACE),
  dryRun: z.boolean().default(false),
  yes: z.boolean().default(false),
})
type PruneOptions = z.infer<typeof PruneOptions>

export function pruneCommand(perform: Perform): Command {
  const command = new Command('prune')
    .summary('expire recovery points by rules, and free what nothing names')
    .description(
      'Expires the recovery points that no rule keeps, removes for good what expired before the grace period, and frees the bytes that no point has named for as long. Without a rule every point is kept.',
    )
  for (const option of keepOptions()) command.addOption(option)
  return command
    .option('--zone <zone>', 'only points of this zone', zoneName)
    .option('--function <name>', 'only points of the function of this name')
    .option('--grace <time>', 'how long expired points can be taken back (default: 7d)', graceOf)
    .option('--dry-run', 'print what becomes of each point, and why; change nothing')
    .option('--yes', 'do not ask')
    .action((options: unknown) =>
      perform((session) => pruneVault(session, rulesOf(options), PruneOptions.parse(options))),
    )
}

async function pruneVault(
  session: Session,
  rules: RetentionRules,
  options: PruneOptions,
): Promise<CommandResult> {
  const { dryRun, yes, grace } = options
  if (!dryRun && !yes) requirePerson(session)
  const { world } = session
  const store = world.openRetentionStore(session.vaultUrl())
  const ports = { store, vault: session.vault(), clock: world.clock, newId: world.newId }
  const request = { rules, filter: filterOf(options), grace }
  if (!dryRun && (yes || (await agreed(session, ports, request)))) return await carryOut(ports, request)
  const plan = await surveyPrune(ports, request)
  return {
    ending: dryRun ? 'done' : 'refused',
    json: { vault: store.url, rules, ...plan },
    text: (style) => `${prunePlanText(style, plan)}\n\nNothing was changed.`,
  }
}

async function agreed(session: Session, ports: PrunePorts, request: PruneRequest): Promise<boolean> {
  const style = chooseStyle({ ...session.world, stdout: session.world.stderr }, session.color)
  const plan = await surveyPrune(ports, request)
  return await confirm(session, prunePlanText(style, plan), 'Carry this out?')
}

async function carryOut(ports: PrunePorts, request: PruneRequest): Promise<CommandResult> {
  const result = await prune(ports, request)
  return {
    ending: 'done',
    json: { vault: ports.store.url, rules: request.rules, ...result },
    text: () => prunedText(result),
  }
}

function filterOf({ zone, function: name }: PruneOptions): PruneRequest['filter'] {
  return { ...(zone !== undefined && { zone }), ...(name !== undefined && { name }) }
}

function graceOf(text: string): number {
  const grace = duration(text)
  if (grace >= MIN_GRACE) return grace
  throw new InvalidArgumentError('It must be at least a day.')
}
