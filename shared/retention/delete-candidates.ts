import { PreconditionFailedError } from '../errors.ts'
import type { SweepCandidate, SweepMarks } from '../model/retention.ts'
import { blobKey } from '../vault/layout.ts'
import { CLOCK_TOLERANCE } from '../vault/sweep-fence.ts'
import { isUp, lookOn } from './look-on.ts'
import { Look } from './look.ts'
import { isInSome } from './name-sets.ts'
import { isLocked } from './spare-locked.ts'
import type { SweepLimit, SweepPorts } from './sweep-ports.ts'
import type { SweepState } from './sweep-record.ts'
import { moveSweep, readSweep } from './sweep-record.ts'

/**
 * How long a sweep waits, in milliseconds, between saying that it deletes and looking which manifests there are: longer
 * than the request takes by which a writer that had looked before puts its manifest.
 */
export const SETTLE = 60_000

/** Blobs deleted side by side; between two of these groups the sweep makes sure that it is still its turn. */
const TOGETHER = 64

/** What became of a list of candidates: where the record stands, what this call freed, and whether all of it is done. */
export interface Deleted {
  readonly state: SweepState
  readonly counts: { readonly deleted: number; readonly bytesFreed: number }
  readonly done: boolean
}

/** What was marked, and where the record of the sweep stands. */
export interface Due {
  readonly marks: SweepMarks
  readonly begun: SweepState
}

/**
 * Deletes what was marked, less what a manifest names by now and what was put again. From the first record on, writers
 * name no candidate; see shared/vault/sweep-fence.ts for why none is lost. When time is up before the end the record
 * still says that the sweep deletes, and the next call goes on.
 *
 * @returns `undefined` when another process took over
 */
export async function deleteCandidates(
  ports: SweepPorts,
  { marks, begun }: Due,
  limit: SweepLimit,
): Promise<Deleted | undefined> {
  const { by: _, ...record } = begun.record
  const ours = limit.by === undefined ? record : { ...record, by: limit.by }
  const state = await say(ports, { ...begun, record: ours }, 'deleting')
  if (state === undefined) return undefined
  const look = await Look.open(ports, { purpose: 'delete', sweepId: marks.sweepId })
  if (look.after === '') await ports.clock.sleep(SETTLE)
  // Older ones were read when the candidates were marked.
  const since = new Date(Date.parse(marks.markedAt) - CLOCK_TOLERANCE)
  const only = new Set(marks.candidates.map(({ sha256 }) => sha256))
  const looked = await lookOn(ports, look, { since, only }, limit)
  if (looked === 'up') return { state, counts: { deleted: 0, bytesFreed: 0 }, done: false }
  const named = looked === 'done' ? await look.sets() : undefined
  if (named === undefined) {
    await look.close()
    return undefined
  }
  const doomed = marks.candidates.filter(({ sha256 }) => !isInSome(named, sha256))
  const ended = await deleteInGroups(ports, { doomed, since, limit }, state)
  if (ended?.done !== true) return ended && (await look.save()) ? ended : undefined
  const over = await sayOver(ports, ended.state)
  return over && { ...ended, state: over }
}

interface Doomed {
  readonly doomed: readonly SweepCandidate[]
  /** What was put at that time or later stays: equal bytes may have an equal version (an ETag of S3). */
  readonly since: Date
  readonly limit: SweepLimit
}

async function deleteInGroups(
  ports: SweepPorts,
  { doomed, since, limit }: Doomed,
  started: SweepState,
): Promise<Deleted | undefined> {
  let state = started
  const counts = { deleted: 0, bytesFreed: 0 }
  for (let begin = 0; begin < doomed.length; begin += TOGETHER) {
    // Groups that an earlier call deleted are passed by: each call gets further.
    if (counts.deleted > 0 && isUp(ports, limit)) return { state, counts, done: false }
    const turn = await keepTurn(ports, state)
    if (turn === undefined) return undefined
    state = turn
    const group = doomed.slice(begin, begin + TOGETHER)
    const sizes = await deleteGroup(ports, group, since)
    counts.deleted += sizes.filter((size) => size !== undefined).length
    counts.bytesFreed += sizes.reduce<number>((sum, size = 0) => sum + size, 0)
  }
  return { state, counts, done: true }
}

/**
 * All of a group are waited for, whatever becomes of one: nothing of a call that failed may be at work when the next one
 * is done, and writers name again what is there.
 */
async function deleteGroup(ports: SweepPorts, group: readonly SweepCandidate[], since: Date) {
  const ended = await Promise.allSettled(group.map((one) => deleteOne(ports, one, since)))
  return ended.map((one) => {
    if (one.status === 'rejected') throw one.reason
    return one.value
  })
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

/** Goes over to what was marked together with this; says that all is done where there is nothing more. */
async function sayOver(ports: SweepPorts, state: SweepState): Promise<SweepState | undefined> {
  const { next: [sweepId, ...others] = [], ...record } = state.record
  if (sweepId === undefined) return await say(ports, state, 'done')
  const next = others.length > 0 ? { next: others } : {}
  return await say(ports, { ...state, record: { ...record, ...next, sweepId } }, 'deleting')
}

async function say(
  { store, clock }: SweepPorts,
  before: SweepState,
  state: 'deleting' | 'done',
): Promise<SweepState | undefined> {
  const at = clock.now().toISOString()
  return await moveSweep(store, { ...before.record, state, at, lastDeletedAt: at }, before)
}
