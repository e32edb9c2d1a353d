import pLimit from 'p-limit'
import { ManifestInvalidError, NotFoundError } from '../errors.ts'
import type { Manifest, Pointer, RecoveryPoint } from '../model/manifest.ts'
import { given } from '../model/members.ts'
import type { RetentionRules, Ruling, Span } from '../model/retention.ts'
import type { ResourceRef } from '../model/resource.ts'
import { resourcePath } from '../model/resource.ts'
import type { ObjectLocks } from '../ports/object-store.ts'
import type { Clock } from '../ports/runtime.ts'
import type { ManifestEntry, ManifestFilter, Vault } from '../ports/vault.ts'
import type { PointFacts, ResourceFacts, Verdict } from './decide.ts'
import { localTimes } from './local-time.ts'
import { spareLocked } from './spare-locked.ts'

/** What a plan is made from. */
export interface PlanPorts {
  readonly vault: Pick<Vault, 'listManifests' | 'latest' | 'readManifest'>
  readonly clock: Pick<Clock, 'now'>
  /** Missing where the store has none. */
  readonly locks?: Pick<ObjectLocks, 'lockOf'> | undefined
}

/** By which rules resources are judged: all by the same, or each as its newest point says. */
export type Rulings = RetentionRules | ((point: RecoveryPoint) => Ruling)

/** Which points are judged by which rules, and what protects single ones. */
export interface PlanRequest {
  readonly rules: Rulings
  readonly filter: ManifestFilter
  /** Why a point is held, by the key of its manifest. */
  readonly holds: ReadonlyMap<string, string>
  /** Restores that may still need a point, by the key of its manifest. */
  readonly restores: ReadonlyMap<string, string>
  /** Only resources that are listed behind this one: the folder of its points, with a slash at the end. */
  readonly after?: string
}

/** What becomes of the manifests of one resource, oldest first. */
export interface ResourcePlan {
  readonly resource: ResourceRef
  /** The backup plan whose rules decided; missing when none did. */
  readonly plan?: string
  /** How long these rules keep what was deleted; missing when none decided, or it is for ever. */
  readonly deleted?: Span
  readonly verdicts: readonly Verdict[]
}

/** Manifests of one resource, at least one. */
type Entries = [ManifestEntry, ...ManifestEntry[]]

/** Resources that are judged side by side: each costs reading its pointer, and its newest point where that says the rules. */
const TOGETHER = 32

/** Small manifests of one resource that are read side by side. */
const READ_TOGETHER = 8

/**
 * A manifest of at most so many bytes is read to see whether it records a deletion. Such a record has no content: it is
 * larger only when it answers more than some seventy events at once, and then counts as a point.
 */
const TOMBSTONE_SIZE = 4096

/**
 * Decides for every manifest of a vault whether it stays, resource by resource as they are listed; changes nothing.
 * Memory goes by the points of 32 resources, not by those of the vault. What would go is asked for its lock: what is
 * locked stays.
 *
 * @throws ManifestInvalidError when a pointer cannot be read: `verify` names what is damaged
 */
export async function* planRetention(ports: PlanPorts, request: PlanRequest): AsyncIterable<ResourcePlan> {
  const judge = createJudge(ports, request)
  let batch: Entries[] = []
  for await (const entries of byResource(entriesBehind(ports.vault, request))) {
    batch.push(entries)
    if (batch.length < TOGETHER) continue
    yield* await Promise.all(batch.map(judge))
    batch = []
  }
  yield* await Promise.all(batch.map(judge))
}

function createJudge({ vault, clock, locks }: PlanPorts, request: PlanRequest) {
  const now = clock.now()
  const local = localTimes()
  return async (entries: Entries): Promise<ResourcePlan> => {
    const { resource } = entries[0]
    const facts = await factsOf(vault, request, entries)
    const ruling = await rulingFor(vault, request.rules, facts)
    const { rules, plan } = ruling
    const verdicts =
      rules === undefined
        ? facts.points.map((point) => ({ point, keep: true, reasons: [ruling.why] }))
        : await spareLocked(locks, facts, { rules, local: local(rules.timeZone), now })
    return { resource, ...given({ plan, deleted: rules?.deleted }), verdicts }
  }
}

/** What the newest point says of its rules; of a deleted resource the last before the deletion. */
async function rulingFor(
  vault: PlanPorts['vault'],
  rules: Rulings,
  { points, newest }: ResourceFacts,
): Promise<Ruling> {
  if (typeof rules !== 'function') return { rules }
  const head = points.findIndex(({ key }) => key === newest)
  const last = points.findLast(({ type }, index) => type === 'point' && index <= head)
  const point = last && (await readPoint(vault, last.key))
  return point === undefined ? { why: 'the point that tells its plan cannot be read' } : rules(point)
}

/** One damaged manifest keeps its own resource's points, and no other's: the sweep and `verify` tell of it. */
async function readPoint(vault: PlanPorts['vault'], key: string): Promise<RecoveryPoint | undefined> {
  try {
    const manifest = await vault.readManifest(key)
    return manifest.type === 'point' ? manifest : undefined
  } catch (error) {
    if (error instanceof NotFoundError || error instanceof ManifestInvalidError) return undefined
    throw error
  }
}

async function* entriesBehind(
  vault: PlanPorts['vault'],
  { filter, after = '' }: PlanRequest,
): AsyncIterable<ManifestEntry> {
  for await (const entry of vault.listManifests(filter)) {
    const isDone = after !== '' && (entry.key < after || entry.key.startsWith(after))
    if (!isDone) yield entry
  }
}

/** Gathers entries, which come resource by resource. */
async function* byResource(entries: AsyncIterable<ManifestEntry>): AsyncIterable<Entries> {
  let current: Entries | undefined
  for await (const entry of entries) {
    if (current !== undefined && isSame(current[0].resource, entry.resource)) {
      current.push(entry)
      continue
    }
    if (current !== undefined) yield current
    current = [entry]
  }
  if (current !== undefined) yield current
}

async function factsOf(
  vault: PlanPorts['vault'],
  request: PlanRequest,
  entries: Entries,
): Promise<ResourceFacts> {
  const pointer = (await vault.latest(entries[0].resource))?.pointer
  const types = await readTypes(vault, entries, pointer)
  const points = entries.flatMap((entry) => {
    const type = types.has(entry.key) ? types.get(entry.key) : 'point'
    return type === undefined ? [] : [pointFacts(request, entry, type)]
  })
  return { points, newest: pointer?.manifest }
}

/** What manifests are that their size alone does not tell; `undefined` is one that another process expired meanwhile. */
async function readTypes(
  vault: PlanPorts['vault'],
  entries: Entries,
  pointer: Pointer | undefined,
): Promise<ReadonlyMap<string, Manifest['type'] | undefined>> {
  const small = entries.filter(({ key, size }) => size <= TOMBSTONE_SIZE && key !== pointer?.manifest)
  const read = await pLimit(READ_TOGETHER).map(
    small,
    async ({ key }) => [key, await readType(vault, key)] as const,
  )
  return new Map(pointer === undefined ? read : [...read, [pointer.manifest, pointer.type]])
}

async function readType(vault: PlanPorts['vault'], key: string): Promise<Manifest['type'] | undefined> {
  try {
    return (await vault.readManifest(key)).type
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    throw error
  }
}

function pointFacts(
  { holds, restores }: PlanRequest,
  { key, takenAt }: ManifestEntry,
  type: Manifest['type'],
): PointFacts {
  const held = holds.get(key)
  const usedBy = restores.get(key)
  return {
    key,
    takenAt,
    type,
    ...(held !== undefined && { held }),
    ...(usedBy !== undefined && { usedBy }),
  }
}

function isSame(a: ResourceRef, b: ResourceRef): boolean {
  return a === b || resourcePath(a) === resourcePath(b)
}
