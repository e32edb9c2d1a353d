import { join, resolve } from 'node:path'
import { Command, Option } from 'commander'
import * as z from 'zod'
import { exportFunction } from '../../shared/export/export-function.ts'
import { EXPORT_FORMATS } from '../../shared/export/exported.ts'
import type { ExportFile } from '../../shared/export/exported.ts'
import type { FunctionPoint } from '../../shared/model/manifest.ts'
import { isPointOf } from '../../shared/model/manifest.ts'
import { resourcePath } from '../../shared/model/resource.ts'
import type { Vault } from '../../shared/ports/vault.ts'
import { countText } from '../../shared/report/format.ts'
import { CommandError } from '../command-error.ts'
import { findManifest, walkPoints } from '../find-point.ts'
import { instant, requirePast, severalOf, zoneName } from '../options.ts'
import { printable } from '../print.ts'
import type { Style } from '../print.ts'
import { hidePoint } from '../secrets.ts'
import { selectFunctions, selector } from '../select-functions.ts'
import type { Selector } from '../select-functions.ts'
import type { CommandResult, Perform, Session } from '../session.ts'
import { writeExport } from '../write-export.ts'

const ExportOptions = z.object({
  select: z.array(z.custom<Selector>()).default([]),
  format: z.enum(EXPORT_FORMATS).default('cloudformation'),
  out: z.string(),
  at: z.date().optional(),
  zone: z.string().optional(),
  withRole: z.boolean().default(false),
  showSecrets: z.boolean().default(false),
})
type ExportOptions = z.infer<typeof ExportOptions>

export function exportCommand(perform: Perform): Command {
  return new Command('export')
    .summary('write functions as code')
    .description(
      'Writes functions as code: a template that makes them again, their packages beside it, and a page that says how to deploy it and what it cannot bring back. Asks nothing of AWS.',
    )
    .argument(
      '[function|point]',
      'name or ARN of a function, or the first four or more digits of the id of a point',
    )
    .requiredOption('--out <folder>', 'where to; a folder that is not there yet, or empty')
    .addOption(
      new Option('--format <format>', 'language of the template; zip: only the packages and the point')
        .choices(EXPORT_FORMATS)
        .default('cloudformation'),
    )
    .option(
      '--select <what>',
      'instead of one: all with zone=ZONE, name=NAME (* for any letters) or tag:KEY=VALUE; repeated, all must hold',
      severalOf(selector),
    )
    .option('--at <time>', 'of one function: its state at that time (2026-11-21T10:15:00Z)', instant)
    .option('--zone <zone>', 'of one function: only look in this zone', zoneName)
    .option('--with-role', 'make the execution role too; without it the role is named by its ARN')
    .option('--show-secrets', 'write environment values; without it they are parameters')
    .action((text: string | undefined, options: unknown) =>
      perform((session) => exportAs(session, text, ExportOptions.parse(options))),
    )
}

/** What was written of one function. */
interface Written {
  readonly point: FunctionPoint
  readonly files: readonly ExportFile[]
  readonly notes: readonly string[]
}

async function exportAs(
  session: Session,
  text: string | undefined,
  options: ExportOptions,
): Promise<CommandResult> {
  requirePast(session.world.clock, options.at)
  const vault = session.readVault()
  const points = await findPoints(vault, text, options)
  const written = points.map((point) => write(point, options, text === undefined))
  const folder = resolve(options.out)
  const partial = `${folder}.${session.world.newId().slice(0, 8)}.partial`
  const files = written.flatMap((one) => one.files)
  if (files.length > 0) await writeExport(vault, files, { folder, partial })
  const ending = points.some(({ gaps }) => gaps.length > 0) ? 'partly' : 'done'
  return {
    ending: points.length === 0 ? 'nothingFound' : ending,
    json: { vault: vault.url, folder, format: options.format, functions: written.map(toJson) },
    text: (style) => exportText(style, folder, written),
  }
}

async function findPoints(
  vault: Vault,
  text: string | undefined,
  { select, at, zone }: ExportOptions,
): Promise<readonly FunctionPoint[]> {
  if ((text === undefined) === (select.length === 0)) {
    throw new CommandError({
      what: 'Either one function or --select must be given.',
      advice:
        '`holdfast export orders --out orders`, or `holdfast export --select tag:team=orders --out team`.',
      ending: 'usage',
    })
  }
  if (text === undefined) return await selectFunctions(vault, select)
  const { manifest } = await findManifest(vault, { text, at, zone })
  // Of a function that was deleted the last state is wanted, not the record that it is gone.
  const [point] = await walkPoints(vault, manifest, 1)
  if (point !== undefined && isPointOf('function', point)) return [point]
  throw new CommandError({
    what: `${text} is no Lambda function with a recovery point.`,
    advice: '`holdfast list --all` shows the recovery points; only Lambda functions can be exported.',
    ending: 'usage',
  })
}

/** One function lies in the folder itself, several in a folder each. */
function write(point: FunctionPoint, options: ExportOptions, isOneOfSeveral: boolean): Written {
  const shown = options.format === 'zip' && !options.showSecrets ? hidePoint(point) : point
  const { files, notes } = exportFunction(shown, options)
  if (!isOneOfSeveral) return { point, files, notes }
  const own = resourcePath(point.resource)
  return { point, files: files.map((file) => ({ ...file, path: join(own, file.path) })), notes }
}

function toJson({ point: { resource, id, takenAt }, files, notes }: Written) {
  return { resource, point: id, takenAt, files: files.map(({ path }) => path), notes }
}

function exportText(style: Style, folder: string, written: readonly Written[]): string {
  if (written.length === 0) return 'No function is selected.'
  const blocks = written.map(({ point, notes }) =>
    [
      style.bold(printable(point.resource.name)),
      ...notes.map((note) => style.warn(`  not brought back: ${printable(note)}`)),
    ].join('\n'),
  )
  return `${blocks.join('\n')}\n\n${countText(written.length, 'function')} written to ${folder}; README.md says how to deploy.`
}
