import pLimit from 'p-limit'
import { hoursOf } from '../model/duration.ts'
import type { Manifest } from '../model/manifest.ts'
import type { ResourceRef } from '../model/resource.ts'
import { resourcePath } from '../model/resource.ts'
import type { PlanFile } from '../plans/plan-file.ts'
import { unreadIn } from '../plans/ruling.ts'
import { subjectOf } from '../plans/subject.ts'
import type { ObjectLock, ObjectLocks } from '../ports/object-store.ts'
import type { Clock } from '../ports/runtime.ts'
import type { ManifestEntry, ManifestFilter, Vault } from '../ports/vault.ts'
import { blobKey } from '../vault/layout.ts'
import { decidingPoint, readIfThere } from './deciding-point.ts'
import type { PlannedLock } from './planned-lock.ts'
import { asksForLocks, longestLock, plannedLock } from './planned-lock.ts'

/** Something that a point of a locking plan is made of and that is not locked as the plan says. */
export interface ShortLock {
  /** Key of the point's manifest. */
  readonly manifest: string
  readonly resource: ResourceRef
  /** Of what is `uncertain` the one that would ask for the longest lock. */
  readonly plan: string
  /** What is not locked: the manifest itself, or a blob that it names. */
  readonly key: string
  /**
   * `missing`: it never was; `short`: the lock ends, or ended, too early; `weaker`: it is one that may be bypassed;
   * `uncertain`: nobody knows whether it is locked as it should be, for what decides on the plan was never read.
   */
  readonly kind: 'missing' | 'short' | 'weaker' | 'uncertain'
  readonly required: ObjectLock
  /** `undefined` when it has none. */
  readonly found: ObjectLock | undefined
}

/** What is looked at. */
export interface ShortLockPorts {
  readonly vault: Pick<Vault, 'listManifests' | 'latest' | 'readManifest'>
  /** `undefined` where the store has no locks: then all that should have one is found. */
  readonly locks: Pick<ObjectLocks, 'lockOf'> | undefined
  readonly plans: PlanFile
  readonly clock: Pick<Clock, 'now'>
}

type Search = Omit<ShortLockPorts, 'locks'> & {
  readonly now: Date
  readonly lockOf: (key: string) => Promise<ObjectLock | undefined>
  readonly limit: ReturnType<typeof pLimit>
}

/** Resources looked at side by side, and their points. */
const TOGETHER = 32
const PARALLEL = 32

/** Months and years are longer than the hours that lengths are compared by: no point is left out for that. */
const SLACK = 1.05

const HOUR = 3_600_000

/**
 * Every point of a plan with immutability, and every blob that it names, whose lock is missing or ends before its term:
 * the time when the point was taken and the term after it; for the newest point of what lives also now, however old it is.
 * Points whose term is over are not looked at, and a blob is asked for once. A point whose plan is not certain is told,
 * unless it is locked as long as any plan asks for.
 *
 * Costs, for each resource a read of its pointer, for each point within the longest term of any plan and each newest one a
 * read of its manifest, and of what a plan locks one question for each manifest and each blob.
 *
 * @param goesOn asked after some resources, told the last of them; on `false` the others are left out
 * @throws ManifestInvalidError, VaultFormatError
 */
export async function* findShortLocks(
  ports: ShortLockPorts,
  filter: ManifestFilter = {},
  goesOn: (last: ResourceRef) => boolean = () => true,
): AsyncIterable<ShortLock> {
  if (!asksForLocks(ports.plans)) return
  const { locks, ...rest } = ports
  const search = {
    ...rest,
    now: ports.clock.now(),
    lockOf: askOnce(locks),
    limit: pLimit(PARALLEL),
  }
  let batch: ManifestEntry[][] = []
  for await (const entries of byResource(ports.vault.listManifests(filter))) {
    batch.push(entries)
    if (batch.length < TOGETHER) continue
    yield* (await Promise.all(batch.map((one) => searchResource(search, one)))).flat()
    batch = []
    const [last] = entries
    if (last !== undefined && !goesOn(last.resource)) return
  }
  yield* (await Promise.all(batch.map((one) => searchResource(search, one)))).flat()
}

function askOnce(locks: Pick<ObjectLocks, 'lockOf'> | undefined): Search['lockOf'] {
  const asked = new Map<string, Promise<ObjectLock | undefined>>()
  return async (key) => {
    const answer = asked.get(key) ?? locks?.lockOf(key)
    if (answer !== undefined && key.startsWith('blobs/')) asked.set(key, answer)
    return await answer
  }
}

/** Gathers entries, which come resource by resource. */
async function* byResource(entries: AsyncIterable<ManifestEntry>): AsyncIterable<ManifestEntry[]> {
  let current: ManifestEntry[] = []
  for await (const entry of entries) {
    const [first = entry] = current
    if (resourcePath(first.resource) !== resourcePath(entry.resource)) {
      yield current
      current = []
    }
    current.push(entry)
  }
  if (current.length > 0) yield current
}

async function searchResource(
  search: Search,
  entries: readonly ManifestEntry[],
): Promise<readonly ShortLock[]> {
  const [first] = entries
  const newest = first && (await search.vault.latest(first.resource))?.pointer.manifest
  const since = search.now.getTime() - longestTerm(search.plans)
  const wanted = entries.filter(({ key, takenAt }) => key === newest || takenAt.getTime() > since)
  const found = await Promise.all(
    wanted.map(({ key }) => search.limit(() => searchPoint(search, key, key === newest))),
  )
  return found.flat()
}

/** In milliseconds, and rather too long than too short. */
function longestTerm({ plans }: PlanFile): number {
  const hours = Object.values(plans).map(({ immutability }) =>
    immutability ? hoursOf(immutability.term) : 0,
  )
  return Math.max(...hours) * SLACK * HOUR
}

async function searchPoint(search: Search, key: string, isNewest: boolean): Promise<readonly ShortLock[]> {
  const manifest = await readIfThere(search.vault, key)
  const point = manifest && (await decidingPoint(search.vault, manifest))
  if (manifest === undefined || point === undefined) return []
  const from = new Date(manifest.takenAt)
  const isDue = isNewest && manifest.type === 'point'
  const whole = { search, key, manifest, isDue }
  const shorts = await shortsOf(whole, plannedLock(search.plans, point, from))
  const isDoubtful = shorts.length === 0 && unreadIn(search.plans, subjectOf(point)) !== undefined
  if (!isDoubtful) return shorts
  const [uncertain] = await shortsOf(whole, longestLock(search.plans, from))
  return uncertain === undefined ? [] : [{ ...uncertain, kind: 'uncertain' }]
}

interface Whole {
  readonly search: Search
  readonly key: string
  readonly manifest: Manifest
  /** Whether it is to be locked now, however old it is. */
  readonly isDue: boolean
}

/** What of a point is not locked as a plan asks. */
async function shortsOf(
  { search, key, manifest, isDue }: Whole,
  planned: PlannedLock | undefined,
): Promise<readonly ShortLock[]> {
  if (planned === undefined) return []
  const required = isDue ? atLeastNow(planned, search.now) : planned
  if (required.until < search.now) return []
  const blobs = manifest.type === 'point' ? manifest.blobs : []
  const keys = [key, ...blobs.map(({ sha256 }) => blobKey(sha256))]
  const { plan, mode, until } = required
  const shorts: ShortLock[] = []
  for (const one of keys) {
    const found = await search.lockOf(one)
    const kind = shortness(required, found)
    const place = { manifest: key, resource: manifest.resource, plan, key: one }
    if (kind !== undefined) shorts.push({ ...place, kind, required: { mode, until }, found })
  }
  return shorts
}

function atLeastNow(planned: PlannedLock, now: Date): PlannedLock {
  return planned.until > now ? planned : { ...planned, until: now }
}

function shortness(required: ObjectLock, found: ObjectLock | undefined): ShortLock['kind'] | undefined {
  if (found === undefined) return 'missing'
  if (found.until < required.until) return 'short'
  return required.mode === 'compliance' && found.mode === 'governance' ? 'weaker' : undefined
}
