import { Command } from 'commander'
import pLimit from 'p-limit'
import * as z from 'zod'
import type { Manifest, Pointer } from '../../shared/model/manifest.ts'
import type { ManifestFilter, Vault } from '../../shared/ports/vault.ts'
import { countText, timeText } from '../../shared/report/format.ts'
import { PlacementSelector } from '../../shared/zones/placement.ts'
import { describeCause } from '../describe.ts'
import { listManifestsOf } from '../manifests-of.ts'
import { positiveNumber, zoneName } from '../options.ts'
import { isPlaced, placementOptions } from '../placement-options.ts'
import { table } from '../print.ts'
import type { Style } from '../print.ts'
import type { CommandResult, Perform, Session } from '../session.ts'

const ListOptions = z.object({
  zone: z.string().optional(),
  function: z.string().optional(),
  deleted: z.boolean().default(false),
  all: z.boolean().default(false),
  limit: z.number().optional(),
  ...PlacementSelector.shape,
})
type ListOptions = z.infer<typeof ListOptions>

/** One line of the list, and one member of its JSON. */
interface Row {
  readonly account: string
  readonly zone: string
  readonly kind: string
  readonly name: string
  readonly state: 'point' | 'deleted'
  readonly id: string
  readonly takenAt: string
  readonly cause?: string
  readonly gaps?: number
}

/** Manifests that are read at the same time. */
const READERS = 16

export function listCommand(perform: Perform): Command {
  const command = new Command('list')
    .summary('list what the vault holds')
    .description('Lists the newest state of every function in the vault, or every recovery point.')
    .option('--zone <zone>', 'only this zone', zoneName)
    .option('--function <name>', 'only the function of this name')
    .option('--deleted', 'only functions that were deleted; with --all, only the records of deletion')
    .option('--all', 'every recovery point, with its cause and gaps')
    .option('--limit <number>', 'only so many, the newest ones', positiveNumber)
  for (const option of placementOptions()) command.addOption(option)
  return command.action((options: unknown) => perform((session) => list(session, ListOptions.parse(options))))
}

async function list(session: Session, options: ListOptions): Promise<CommandResult> {
  const vault = session.readVault()
  const rows = options.all ? await listPoints(vault, options) : await listFunctions(vault, options)
  const wanted = options.deleted ? rows.filter((row) => row.state === 'deleted') : rows
  const shown = options.limit === undefined ? wanted : newest(wanted, options.limit)
  return {
    ending: shown.length === 0 ? 'nothingFound' : 'done',
    json: { vault: vault.url, [options.all ? 'points' : 'resources']: shown },
    text: (style) => listText(style, vault.url, shown, options.all),
  }
}

async function listFunctions(vault: Vault, options: ListOptions): Promise<readonly Row[]> {
  const pointers = await Array.fromAsync(vault.listLatest(filterOf(options)))
  const selector = selectorOf(options)
  if (selector === undefined) return pointers.map(rowOf)
  const found = await readAll(pointers, async (pointer) => {
    return isPlaced(selector, await vault.readManifest(pointer.manifest)) ? [rowOf(pointer)] : []
  })
  return found.flat()
}

async function listPoints(vault: Vault, options: ListOptions): Promise<readonly Row[]> {
  const { name, ...place } = filterOf(options)
  const entries = await Array.fromAsync(
    name === undefined ? vault.listManifests(place) : listManifestsOf(vault, { ...place, name }),
  )
  const selector = selectorOf(options)
  const limit = options.deleted || selector !== undefined ? undefined : options.limit
  const wanted = limit === undefined ? entries : newest(entries, limit)
  const manifests = await readAll(wanted, (entry) => vault.readManifest(entry.key))
  return manifests.filter((one) => selector === undefined || isPlaced(selector, one)).map(rowOfManifest)
}

async function readAll<T, R>(things: readonly T[], read: (thing: T) => Promise<R>): Promise<readonly R[]> {
  return await pLimit(READERS).map([...things], read)
}

/** What the options say of the placement; `undefined` when they say nothing. */
function selectorOf({ az, zoneType, subnet, vpc }: ListOptions): PlacementSelector | undefined {
  const selector = { az, zoneType, subnet, vpc }
  return Object.values(selector).every((values) => values === undefined) ? undefined : selector
}

function filterOf({ zone, function: name }: ListOptions): ManifestFilter {
  return { ...(zone !== undefined && { zone }), ...(name !== undefined && { name }) }
}

/** The newest `limit` of some things, in the order in which they stood. */
function newest<T extends { readonly takenAt: string | Date }>(
  things: readonly T[],
  limit: number,
): readonly T[] {
  const times = (thing: T) => new Date(thing.takenAt).getTime()
  const kept = new Set(things.toSorted((a, b) => times(b) - times(a)).slice(0, limit))
  return things.filter((thing) => kept.has(thing))
}

function rowOf({ resource, type, id, takenAt }: Pointer | Manifest): Row {
  const { account, zone, kind, name } = resource
  return { account, zone, kind, name, state: type === 'point' ? 'point' : 'deleted', id, takenAt }
}

function rowOfManifest(manifest: Manifest): Row {
  const gaps = manifest.type === 'point' ? { gaps: manifest.gaps.length } : {}
  return { ...rowOf(manifest), cause: describeCause(manifest.cause), ...gaps }
}

function listText(style: Style, url: string, rows: readonly Row[], all: boolean): string {
  if (rows.length === 0) return `Nothing found in ${url}.`
  const head = ['NAME', 'KIND', 'ZONE', 'ACCOUNT', 'TAKEN', 'POINT', 'STATE']
  const lines = rows.map((row) => [...cells(style, row), ...(all ? [row.cause ?? ''] : [])])
  const noun = all ? 'point' : 'resource'
  return `${table(style, all ? [...head, 'CAUSE'] : head, lines)}\n\n${countText(rows.length, noun)} in ${url}`
}

function cells(style: Style, row: Row) {
  const state = stateText(row)
  const paint = state === 'point' ? style.good : style.warn
  const { name, kind, zone, account, takenAt, id } = row
  return [name, kind, zone, account, timeText(takenAt), id, { text: state, paint }]
}

/** Gaps are known only where the manifest was read, not where its pointer was. */
function stateText({ state, gaps = 0 }: Row): string {
  return gaps === 0 ? state : countText(gaps, 'gap')
}
