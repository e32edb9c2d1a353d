import { Command } from 'commander'
import { stringify } from 'yaml'
import * as z from 'zod'
import type { Manifest, RecoveryPoint, Tombstone } from '../../shared/model/manifest.ts'
import { isPointOf } from '../../shared/model/manifest.ts'
import type { Vault } from '../../shared/ports/vault.ts'
import { timeText } from '../../shared/report/format.ts'
import { describeCause, describeCode } from '../describe.ts'
import { edgeOfFunction } from '../edge-of-function.ts'
import { findManifest, walkPoints } from '../find-point.ts'
import type { FoundManifest } from '../find-point.ts'
import { functionTree } from '../function-tree.ts'
import { instant, requirePast, zoneName } from '../options.ts'
import { facts, printable } from '../print.ts'
import type { Style } from '../print.ts'
import { hidePoint } from '../secrets.ts'
import type { CommandResult, Perform, Session } from '../session.ts'

const ShowOptions = z.object({
  at: z.date().optional(),
  zone: z.string().optional(),
  showSecrets: z.boolean().default(false),
})
type ShowOptions = z.infer<typeof ShowOptions>

export function showCommand(perform: Perform): Command {
  return new Command('show')
    .summary('show one recovery point')
    .description(
      'Shows everything that one recovery point holds, by default the newest one of a function: first what wakes it and what it needs as a tree, then each part.',
    )
    .argument(
      '<function|point>',
      'name or ARN of a function, or the first four or more digits of the id of a point',
    )
    .option('--at <time>', 'of a function: its state at that time (2026-11-21T10:15:00Z)', instant)
    .option('--zone <zone>', 'only look in this zone', zoneName)
    .option('--show-secrets', 'show environment values; without it they are ***')
    .action((text: string, options: unknown) =>
      perform((session) => show(session, text, ShowOptions.parse(options))),
    )
}

async function show(session: Session, text: string, options: ShowOptions): Promise<CommandResult> {
  requirePast(session.world.clock, options.at)
  const vault = session.readVault()
  const found = await findManifest(vault, { text, zone: options.zone, at: options.at })
  const shown = { key: found.key, manifest: options.showSecrets ? found.manifest : hide(found.manifest) }
  if (shown.manifest.type === 'point') return await pointResult(vault, shown.key, shown.manifest)
  const [last] = await walkPoints(vault, shown.manifest, 1)
  return tombstoneResult(shown.key, shown.manifest, last)
}

function hide(manifest: Manifest): Manifest {
  return manifest.type === 'tombstone' ? manifest : hidePoint(manifest)
}

async function pointResult(vault: Vault, key: string, point: RecoveryPoint): Promise<CommandResult> {
  const lambda = isPointOf('function', point) ? point : undefined
  const edge = lambda === undefined ? undefined : await edgeOfFunction(vault, lambda)
  return {
    ending: 'done',
    json: { key, point, ...(edge === undefined ? {} : { edge }) },
    text: (style) =>
      [
        headText(style, { key, manifest: point }),
        ...(lambda === undefined ? [] : [functionTree(style, lambda, edge)]),
        ...sections(style, point),
      ].join('\n\n'),
  }
}

function tombstoneResult(key: string, tombstone: Tombstone, last: RecoveryPoint | undefined): CommandResult {
  const advice =
    last === undefined
      ? 'It has no recovery point.'
      : `Its last recovery point: holdfast show ${last.id} (${timeText(last.takenAt)})`
  return {
    ending: 'done',
    json: { key, tombstone, lastPoint: last?.id ?? null },
    text: (style) => `${headText(style, { key, manifest: tombstone })}\n\n${advice}`,
  }
}

function headText(style: Style, { key, manifest }: FoundManifest): string {
  const { account, zone, kind, name } = manifest.resource
  return facts(style, [
    [kind, name],
    ['zone', zone],
    ['account', account],
    ['state', manifest.type === 'point' ? 'recovery point' : 'deleted'],
    [manifest.type === 'point' ? 'taken' : 'noticed', timeText(manifest.takenAt)],
    ['id', manifest.id],
    ['cause', describeCause(manifest.cause)],
    ...(isPointOf('function', manifest) ? [['code', describeCode(manifest.content.code)] as const] : []),
    ['manifest', key],
    ['previous', manifest.previous ?? 'none'],
  ])
}

/** What the tree shows. */
const DRAWN = ['triggers', 'sources', 'references']

/** One section for each member of the content that holds anything and is not drawn, then the gaps. */
function sections(style: Style, { content, gaps }: RecoveryPoint): readonly string[] {
  const parts = Object.entries(content).filter(([name]) => !DRAWN.includes(name))
  const shown = parts.filter(([, value]) => !isEmpty(value))
  const absent = parts.filter(([, value]) => isEmpty(value)).map(([name]) => name)
  return [
    ...shown.map(([name, value]) => section(style.bold, name, value)),
    ...(absent.length > 0 ? [style.dim(`nothing there: ${absent.join(', ')}`)] : []),
    ...(gaps.length > 0 ? [section(style.warn, 'gaps', gaps)] : []),
  ]
}

function section(paint: (text: string) => string, name: string, value: unknown): string {
  const text = printable(stringify(value, { lineWidth: 0 }))
  return `${paint(name)}\n${text.trimEnd().replaceAll(/^/gm, '  ')}`
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0)
  )
}
