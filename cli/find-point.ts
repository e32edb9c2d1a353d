import { NotFoundError } from '../shared/errors.ts'
import { parseFunctionName } from '../shared/model/function-arn.ts'
import type { Manifest, RecoveryPoint } from '../shared/model/manifest.ts'
import type { ResourceRef } from '../shared/model/resource.ts'
import { resourcePath } from '../shared/model/resource.ts'
import type { ManifestEntry, Vault } from '../shared/ports/vault.ts'
import { countText, timeText } from '../shared/report/format.ts'
import { CommandError } from './command-error.ts'
import { listManifestsOf } from './manifests-of.ts'

/** A manifest and where it stands. */
export interface FoundManifest {
  readonly key: string
  readonly manifest: Manifest
}

/** How a caller names one point, or one function. */
export interface PointQuery {
  /** A function's name or ARN, or the first digits of a point's id. */
  readonly text: string
  /** Only in this zone. */
  readonly zone?: string | undefined
  /** Of a function: the state at that time instead of the newest. */
  readonly at?: Date | undefined
}

/** What a query means: a function, or one entry of it. */
export type Target =
  | { readonly type: 'function'; readonly resource: ResourceRef; readonly entries: readonly ManifestEntry[] }
  | { readonly type: 'entry'; readonly entry: ManifestEntry }

/** Fewer digits than this are taken for a name only. */
const ID_PREFIX = /^[0-9a-f]{4,16}$/

/** How many candidates an ambiguity names. */
const SHOWN_CANDIDATES = 10

/**
 * Finds the one function or the one point that a text means.
 * @throws CommandError when nothing, or more than one thing, is meant
 */
export async function findTarget(vault: Vault, query: PointQuery): Promise<Target> {
  const entries = await readCandidates(vault, query)
  const functions = Map.groupBy(entries.named, (entry) => resourcePath(entry.resource))
  const points = new Map(entries.byId.map((entry) => [`${resourcePath(entry.resource)}/${entry.id}`, entry]))
  const targets: Target[] = [
    ...[...functions.values()].flatMap(functionTarget),
    ...[...points.values()].map((entry) => ({ type: 'entry', entry }) as const),
  ]
  const [only, ...others] = targets
  if (only === undefined) throw nothingFound(vault, query)
  if (others.length > 0) throw ambiguous(query, targets)
  return only
}

/**
 * Reads the manifest that a query means: of a function the newest one, or the newest at a time.
 * @throws CommandError, ManifestInvalidError
 */
export async function findManifest(vault: Vault, query: PointQuery): Promise<FoundManifest> {
  const target = await findTarget(vault, query)
  if (target.type === 'entry') return await readFound(vault, target.entry.key)
  if (query.at !== undefined) {
    const found = await manifestAt(vault, target.entries, query.at)
    if (found === undefined) throw nothingAt(target.entries, query.at)
    return found
  }
  return await newestManifest(vault, target.resource, target.entries)
}

/**
 * The newest recovery points of a function, following the chain; records of deletion are passed over.
 * @param from where to begin
 * @returns at most `count`, newest first
 */
export async function walkPoints(
  vault: Vault,
  from: Manifest,
  count: number,
): Promise<readonly RecoveryPoint[]> {
  const points: RecoveryPoint[] = []
  let manifest: Manifest | undefined = from
  while (manifest !== undefined && points.length < count) {
    if (manifest.type === 'point') points.push(manifest)
    manifest = await manifestBefore(vault, manifest)
  }
  return points
}

/** The one that a manifest names as its predecessor; the newest older one when that has expired. */
async function manifestBefore(vault: Vault, { previous, resource }: Manifest): Promise<Manifest | undefined> {
  if (previous === null) return undefined
  try {
    return await vault.readManifest(previous)
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error
    const entries = await Array.fromAsync(vault.listManifests(resource))
    const older = entries.findLast((entry) => entry.key < previous && isSame(entry.resource, resource))
    return older && (await vault.readManifest(older.key))
  }
}

function isSame(a: ResourceRef, b: ResourceRef): boolean {
  return resourcePath(a) === resourcePath(b)
}

interface Candidates {
  readonly named: readonly ManifestEntry[]
  readonly byId: readonly ManifestEntry[]
}

async function readCandidates(vault: Vault, { text, zone }: PointQuery): Promise<Candidates> {
  const parsed = parseFunctionName(text)
  const name = parsed?.name ?? text
  const place = { ...pick('account', parsed?.account), ...pick('zone', zone ?? parsed?.region) }
  if (!ID_PREFIX.test(text)) {
    return { named: await Array.fromAsync(listManifestsOf(vault, { ...place, name })), byId: [] }
  }
  const entries = await Array.fromAsync(vault.listManifests(place))
  return {
    named: entries.filter((entry) => entry.resource.name === name),
    byId: entries.filter((entry) => entry.id.startsWith(text)),
  }
}

function pick<K extends string>(name: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined ? {} : ({ [name]: value } as Record<K, string>)
}

function functionTarget(entries: readonly ManifestEntry[]): Target[] {
  const [first] = entries
  return first === undefined ? [] : [{ type: 'function', resource: first.resource, entries }]
}

async function newestManifest(
  vault: Vault,
  resource: ResourceRef,
  entries: readonly ManifestEntry[],
): Promise<FoundManifest> {
  const newest = await vault.latest(resource)
  const key = newest?.pointer.manifest ?? entries.at(-1)?.key
  if (key === undefined) throw new TypeError(`No entries of ${resource.name}`)
  return await readFound(vault, key)
}

/**
 * The newest of a resource's manifests that is not younger than a time; `undefined` when there is none. Keys tell the
 * second only: of several points within one second the manifests themselves say which is last.
 */
export async function manifestAt(
  vault: Vault,
  entries: readonly ManifestEntry[],
  at: Date,
): Promise<FoundManifest | undefined> {
  const early = entries.filter((entry) => entry.takenAt <= at).toReversed()
  for (const [, second] of Map.groupBy(early, (entry) => entry.takenAt.getTime())) {
    const found = await Promise.all(second.map((entry) => readFound(vault, entry.key)))
    const newest = found
      .filter(({ manifest }) => new Date(manifest.takenAt) <= at)
      .toSorted((a, b) => b.manifest.takenAt.localeCompare(a.manifest.takenAt))[0]
    if (newest !== undefined) return newest
  }
  return undefined
}

/** A manifest with its key. @throws NotFoundError, ManifestInvalidError, VaultFormatError */
export async function readFound(vault: Vault, key: string): Promise<FoundManifest> {
  return { key, manifest: await vault.readManifest(key) }
}

function nothingFound(vault: Vault, { text, zone }: PointQuery): CommandError {
  const where = zone === undefined ? '' : ` of zone ${zone}`
  return new CommandError({
    what: `Neither a function nor a recovery point${where} called ${text} is in ${vault.url}.`,
    advice: `${isTooShort(text) ? 'Of an id the first four or more digits are wanted. ' : ''}\`holdfast list\` shows the functions in the vault, \`holdfast list --all\` every recovery point.`,
    ending: 'nothingFound',
  })
}

/** Digits that begin too many ids. */
function isTooShort(text: string): boolean {
  return /^[0-9a-f]{1,3}$/.test(text)
}

function nothingAt(entries: readonly ManifestEntry[], at: Date): CommandError {
  const first = entries[0]
  const since = first === undefined ? 'none' : timeText(first.takenAt)
  return new CommandError({
    what: `There is no recovery point of ${first?.resource.name ?? 'it'} as old as ${timeText(at)}.`,
    advice: `Its first one was taken at ${since}.`,
    ending: 'nothingFound',
  })
}

function ambiguous({ text }: PointQuery, targets: readonly Target[]): CommandError {
  const names = targets.slice(0, SHOWN_CANDIDATES).map(nameTarget)
  const more = targets.length > names.length ? `, and ${targets.length - names.length} more` : ''
  return new CommandError({
    what: `${text} is ambiguous: ${countText(targets.length, 'candidate')}: ${names.join(', ')}${more}.`,
    advice: 'Give more digits of the id, the ARN of the function, or --zone.',
    ending: 'usage',
  })
}

function nameTarget(target: Target): string {
  if (target.type === 'entry') {
    return `point ${target.entry.id} of ${target.entry.resource.name} (${timeText(target.entry.takenAt)})`
  }
  const { account, zone, kind, name } = target.resource
  return `${kind} ${account}:${name} in ${zone}`
}
