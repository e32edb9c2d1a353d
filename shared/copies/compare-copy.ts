import { Pointer } from '../model/manifest.ts'
import type { ResourceRef } from '../model/resource.ts'
import type { ObjectStat, ObjectStore } from '../ports/object-store.ts'
import { decodeDocument } from '../vault/documents.ts'
import {
  BLOBS_PREFIX,
  LATEST_PREFIX,
  POINTS_PREFIX,
  parseBlobKey,
  parseLatestKey,
  parseManifestKey,
} from '../vault/layout.ts'
import { HOLDS_PREFIX, parseHoldKey } from '../vault/retention-layout.ts'
import { matchesWanted } from './copy-filter.ts'
import type { CopyFilter } from './copy-filter.ts'
import type { Pair } from './merge-join.ts'
import { mergeJoin } from './merge-join.ts'

/** How a copy can fall short. `-damaged`: it stands there in another size. `pointer-behind`: it names an older manifest. */
export type CopyFindingKind =
  | 'blob-missing'
  | 'blob-damaged'
  | 'point-missing'
  | 'point-damaged'
  | 'hold-missing'
  | 'pointer-missing'
  | 'pointer-behind'

/** One thing that the vault has and the copy has not. */
export interface CopyFinding {
  readonly kind: CopyFindingKind
  readonly key: string
  /** Since when it stands in the vault, by the clock of its store. */
  readonly since: Date
  /** Bytes in the vault. */
  readonly size: number
}

/** What is compared, in the order of a copy. */
interface Place {
  readonly prefix: string
  readonly missing: CopyFindingKind
  /** Absent for what is rewritten: its size says nothing. */
  readonly damaged?: CopyFindingKind
  /** Whether a key is one of these. */
  readonly isOne: (key: string) => boolean
  /** Whose it is; `undefined` for bytes that many may name. */
  readonly resourceOf: (key: string) => ResourceRef | undefined
}

const PLACES: readonly Place[] = [
  {
    prefix: BLOBS_PREFIX,
    missing: 'blob-missing',
    damaged: 'blob-damaged',
    isOne: (key) => parseBlobKey(key) !== undefined,
    resourceOf: () => undefined,
  },
  {
    prefix: POINTS_PREFIX,
    missing: 'point-missing',
    damaged: 'point-damaged',
    isOne: (key) => parseManifestKey(key) !== undefined,
    resourceOf: (key) => parseManifestKey(key)?.resource,
  },
  {
    prefix: HOLDS_PREFIX,
    missing: 'hold-missing',
    isOne: (key) => parseHoldKey(key) !== undefined,
    resourceOf: (key) => parseManifestKey(parseHoldKey(key) ?? '')?.resource,
  },
  {
    prefix: LATEST_PREFIX,
    missing: 'pointer-missing',
    isOne: (key) => parseLatestKey(key) !== undefined,
    resourceOf: (key) => parseLatestKey(key),
  },
]

/**
 * Everything that a vault has and a copy of it has not, told by the listings of both; only pointers that were moved after
 * they were copied are read. What the copy has besides is no finding: retention took it from the vault. Writers may be at
 * work: what is younger than the last copy is found as well, and `since` tells.
 *
 * With a filter no listing tells which blobs the copy should have: only what was damaged in it is found. Copying looks
 * after those that are missing, and `verify` of the copy names them.
 *
 * @param filter which resources the copy is to hold
 * @param look where to begin, and what is asked before each key
 * @throws ManifestInvalidError, VaultFormatError when a pointer cannot be read
 */
export async function* compareCopy(
  from: ObjectStore,
  to: ObjectStore,
  filter?: CopyFilter,
  look: CopyLook = {},
): AsyncGenerator<CopyFinding> {
  for (const stretch of stretchesFrom(look.after)) {
    const isWhole = yield* compareStretch({ from, to }, stretch, filter, look)
    if (!isWhole) return
  }
}

/** How far a comparison goes. */
export interface CopyLook {
  /** The key that it begins after; having come to the end it goes on at the beginning, up to this key. */
  readonly after?: string | undefined
  /** Asked before each key; on `false` that one and the others are left out. */
  readonly goesOn?: (key: string) => boolean
}

/** A place, or the part of it behind one key, or up to one. */
interface Stretch {
  readonly place: Place
  readonly after?: string
  readonly until?: string
}

/** All places, each once, beginning in the midst of one. */
function stretchesFrom(after: string | undefined): readonly Stretch[] {
  const all = PLACES.map((place) => ({ place }))
  const first = PLACES.findIndex(({ prefix }) => after?.startsWith(prefix) === true)
  const place = PLACES[first]
  if (after === undefined || place === undefined) return all
  return [{ place, after }, ...all.slice(first + 1), ...all.slice(0, first), { place, until: after }]
}

interface Sides {
  readonly from: ObjectStore
  readonly to: ObjectStore
}

async function* compareStretch(
  sides: Sides,
  stretch: Stretch,
  filter: CopyFilter | undefined,
  { goesOn = () => true }: CopyLook,
): AsyncGenerator<CopyFinding, boolean> {
  const { place, until } = stretch
  for await (const pair of mergeJoin(listOf(sides.from, stretch), listOf(sides.to, stretch))) {
    if (until !== undefined && pair.key > until) return true
    if (!goesOn(pair.key)) return false
    const kind = pair.from === undefined ? undefined : await judge(sides, place, pair)
    if (pair.from === undefined || kind === undefined) continue
    if (!(await isAskedFor(kind, filter, place.resourceOf(pair.key)))) continue
    yield { kind, key: pair.key, since: pair.from.modifiedAt, size: pair.from.size }
  }
  return true
}

/** Damage counts whoever the damaged bytes are of. */
async function isAskedFor(
  kind: CopyFindingKind,
  filter: CopyFilter | undefined,
  resource: ResourceRef | undefined,
): Promise<boolean> {
  return kind === 'blob-damaged' || (await matchesWanted(filter, resource))
}

async function judge(
  sides: Sides,
  { missing, damaged }: Place,
  { key, from, to }: Pair,
): Promise<CopyFindingKind | undefined> {
  if (from === undefined) return undefined
  if (to === undefined) return missing
  if (damaged !== undefined) return to.size === from.size ? undefined : damaged
  if (missing !== 'pointer-missing' || to.modifiedAt >= from.modifiedAt) return undefined
  return (await manifestOf(sides.from, key)) === (await manifestOf(sides.to, key))
    ? undefined
    : 'pointer-behind'
}

/** Which manifest a pointer names; `undefined` when it is gone. */
async function manifestOf(store: ObjectStore, key: string): Promise<string | undefined> {
  const found = await store.load(key)
  return found && decodeDocument(Pointer, found.bytes, key).manifest
}

async function* listOf(store: ObjectStore, { place, after }: Stretch): AsyncGenerator<ObjectStat> {
  for await (const stat of store.list(place.prefix, after)) if (place.isOne(stat.key)) yield stat
}
