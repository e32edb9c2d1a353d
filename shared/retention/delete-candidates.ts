import pLimit from 'p-limit'
import { PreconditionFailedError } from '../errors.ts'
import type { SweepCandidate, SweepMarks } from '../model/retention.ts'
import { blobKey } from '../vault/layout.ts'
import { CLOCK_TOLERANCE } from '../vault/sweep-fence.ts'
import { namedBlobs } from './named-blobs.ts'
import { isLocked } from './spare-locked.ts'
import type { SweepPorts } from './sweep-ports.ts'
import type { SweepState } from './sweep-record.ts'
import { moveSweep, readSweep } from './sweep-record.ts'

/**
 * How long a sweep waits, in milliseconds, between saying that it deletes and looking which manifests there are: longer
 * than the request takes by which a writer that had looked before puts its manifest.
 */
export const SETTLE = 60_000

/** Blobs deleted side by side; between two of these groups the sweep makes sure that it is still its turn. */
const TOGETHER = 64

/** What became of a sweep: where its record stands, and what it freed. */
export interface Deleted {
  readonly state: SweepState
  readonly counts: { readonly deleted: number; readonly bytesFreed: number }
}

/**
 * Deletes what was marked, less what a manifest names by now and what was put again. From the first record on, writers
 * name no candidate; see shared/vault/sweep-fence.ts for why none is lost.
 *
 * @returns `undefined` when another process took over
 */
export async function deleteCandidates(
  ports: SweepPorts,
  marks: SweepMarks,
  begun: SweepState,
): Promise<Deleted | undefined> {
  const { store, clock } = ports
  const started = await say(ports, begun, 'deleting')
  if (started === undefined) return undefined
  await clock.sleep(SETTLE)
  // Older ones were read when the candidates were marked.
  const since = new Date(Date.parse(marks.markedAt) - CLOCK_TOLERANCE)
  const named = await namedBlobs(store, since)
  const doomed = marks.candidates.filter(({ sha256 }) => !named.has(sha256))
  const ended = await deleteInGroups(ports, { doomed, since }, started)
  const done = ended && (await say(ports, ended.state, 'done'))
  return done && { state: done, counts: ended.counts }
}

interface Doomed {
  readonly doomed: readonly SweepCandidate[]
  /** What was put at that time or later stays: equal bytes may have an equal version (an ETag of S3). */
  readonly since: Date
}

async function deleteInGroups(
  ports: SweepPorts,
  { doomed, since }: Doomed,
  started: SweepState,
): Promise<Deleted | undefined> {
  let state = started
  const counts = { deleted: 0, bytesFreed: 0 }
  for (let begin = 0; begin < doomed.length; begin += TOGETHER) {
    const turn = await keepTurn(ports, state)
    if (turn === undefined) return undefined
    state = turn
    const group = doomed.slice(begin, begin + TOGETHER)
    const sizes = await pLimit(TOGETHER).map(group, (one) => deleteOne(ports, one, since))
    counts.deleted += sizes.filter((size) => size !== undefined).length
    counts.bytesFreed += sizes.reduce<number>((sum, size = 0) => sum + size, 0)
  }
  return { state, counts }
}

/** Renews the record when it begins to look old; `undefined` when somebody else wrote it. */
async function keepTurn(ports: SweepPorts, state: SweepState): Promise<SweepState | undefined> {
  const age = ports.clock.now().getTime() - Date.parse(state.record.at)
  if (age > CLOCK_TOLERANCE / 6) return await say(ports, state, 'deleting')
  return (await readSweep(ports.store))?.version === state.version ? state : undefined
}

/**
 * In a bucket that keeps versions S3 does not refuse to delete what is locked: it would hide it. So it is asked before.
 *
 * @returns the bytes that it had; `undefined` when it was put again, is locked, or is gone
 */
async function deleteOne(
  { store, locks, clock }: SweepPorts,
  { sha256, version }: SweepCandidate,
  since: Date,
): Promise<number | undefined> {
  const found = await store.stat(blobKey(sha256))
  if (found === undefined || found.version !== version || found.modifiedAt >= since) return undefined
  if (await isLocked(locks, found.key, clock.now())) return undefined
  try {
    await store.remove(found.key, version)
    return found.size
  } catch (error) {
    if (error instanceof PreconditionFailedError) return undefined
    throw error
  }
}

async function say(
  { store, clock }: SweepPorts,
  before: SweepState,
  state: 'deleting' | 'done',
): Promise<SweepState | undefined> {
  const at = clock.now().toISOString()
  return await moveSweep(store, { ...before.record, state, at, lastDeletedAt: at }, before)
}
