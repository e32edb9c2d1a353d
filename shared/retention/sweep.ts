import type { SweepRecord } from '../model/retention.ts'
import { SweepMarks } from '../model/retention.ts'
import type { RetentionStore } from '../ports/object-store.ts'
import { CLOCK_TOLERANCE } from '../vault/sweep-fence.ts'
import { sweepMarksKey } from '../vault/retention-layout.ts'
import { readDocument } from '../vault/stored-documents.ts'
import type { Deleted } from './delete-candidates.ts'
import { deleteCandidates } from './delete-candidates.ts'
import { isUp } from './look-on.ts'
import { mark } from './mark.ts'
import type { SweepState } from './sweep-record.ts'
import { readSweep } from './sweep-record.ts'
import type { SweepLimit, SweepPorts } from './sweep-ports.ts'

/** What a call of the sweep did. */
export interface SweepResult {
  /**
   * `busy`: another process is at it, one of another run. `waiting`: what is marked is not old enough yet. `unfinished`: time was up, and the
   * next call goes on.
   */
  readonly state: 'busy' | 'waiting' | 'swept' | 'unfinished'
  readonly deleted: number
  readonly bytesFreed: number
  /** What is marked now, and when it may be deleted. */
  readonly marked: number
  readonly bytesMarked: number
  readonly dueAt: string | undefined
  /** For the call that goes on with what this one did not finish. */
  readonly turn?: string
}

/** How much is marked, and since when. */
export interface MarkedNow {
  readonly blobs: number
  readonly bytes: number
  readonly since: Date
}

/** A sweep that says nothing for so long has died, in milliseconds. */
const DEAD_AFTER = CLOCK_TOLERANCE

/**
 * When a call that failed is at work no more, in milliseconds after it wrote the record last: Lambda lets one work for at
 * most 15 minutes (Lambda quotas), and it may be that nobody heard its answer. Then the next call of the same run goes on.
 */
export const CALL_OVER_AFTER = 20 * 60_000

/**
 * Takes the blobs away that no manifest has named for the grace period: those that were marked at least that long ago,
 * are still not named, and were not put again; then marks those that are not named now. Safe against writers at any
 * moment (shared/vault/sweep-fence.ts), however many calls it takes (shared/retention/look.ts), and against other
 * sweeps: they take turns by `sweeps/current.json`.
 *
 * @param grace in milliseconds
 * @throws ManifestInvalidError, VaultFormatError when a manifest cannot be read; nothing is deleted then
 */
export async function sweep(ports: SweepPorts, grace: number, limit: SweepLimit = {}): Promise<SweepResult> {
  const begun = await readSweep(ports.store)
  const state = begun?.record.state ?? 'done'
  const held = begun && (await heldBy(ports, begun, limit))
  if (held !== undefined) return nothing(held)
  if (begun === undefined || state === 'done') return await markNow(ports, { grace, before: begun, limit })
  if (state === 'marked' && ports.clock.now() < dueOf(markedSince(begun.record), grace))
    return waiting(await readMarks(ports.store, begun.record), grace)
  return await deleteThenMark(ports, { begun, grace, limit })
}

/** Why this call must leave the deleting to who is at it; `undefined` when it may go on. */
async function heldBy(
  ports: SweepPorts,
  begun: SweepState,
  limit: SweepLimit,
): Promise<'busy' | 'unfinished' | undefined> {
  if (begun.record.state !== 'deleting' || begun.version === limit.turn) return undefined
  if (isOf(begun, limit)) return (await waitForEnd(ports, begun, limit)) ? undefined : 'unfinished'
  return isAlive(begun, ports.clock.now()) ? 'busy' : undefined
}

interface Sweeping {
  readonly begun: SweepState
  readonly grace: number
  readonly limit: SweepLimit
}

async function deleteThenMark(ports: SweepPorts, { begun, grace, limit }: Sweeping): Promise<SweepResult> {
  const deleted = await deleteLists(ports, begun, limit)
  // A write of this call may have reached the store without its answer: then the record is its own.
  if (deleted === undefined) return nothing(isOf(await readSweep(ports.store), limit) ? 'unfinished' : 'busy')
  const { state: before, counts } = deleted
  if (!deleted.done || isUp(ports, limit))
    return { ...nothing('unfinished'), ...counts, turn: before.version }
  return { ...(await markNow(ports, { grace, before, limit })), ...counts }
}

/** Deletes what was marked together, list by list, until time is up. @returns `undefined` when another process took over */
async function deleteLists(
  ports: SweepPorts,
  begun: SweepState,
  limit: SweepLimit,
): Promise<Deleted | undefined> {
  let state = begun
  let counts = { deleted: 0, bytesFreed: 0 }
  for (;;) {
    const marks = await readDocument(ports.store, SweepMarks, sweepMarksKey(state.record.sweepId))
    const list = await deleteCandidates(ports, { marks, begun: state }, limit)
    if (list === undefined) return undefined
    state = list.state
    const deleted = counts.deleted + list.counts.deleted
    counts = { deleted, bytesFreed: counts.bytesFreed + list.counts.bytesFreed }
    const done = state.record.state === 'done'
    if (done || !list.done || isUp(ports, limit)) return { state, counts, done }
  }
}

async function markNow(ports: SweepPorts, marking: Parameters<typeof mark>[1]): Promise<SweepResult> {
  const marked = await mark(ports, marking)
  if (marked.state !== 'marked') return nothing(marked.state)
  if (marked.blobs === 0) return nothing('swept')
  return { ...waiting({ ...marked, since: marked.at }, marking.grace), state: 'swept' }
}

/** What the sweep marked that has not come to its end; `undefined` when there is none. */
export async function readMarked(store: RetentionStore): Promise<MarkedNow | undefined> {
  const found = await readSweep(store)
  return found === undefined || found.record.state === 'done'
    ? undefined
    : await readMarks(store, found.record)
}

async function readMarks(store: RetentionStore, record: SweepRecord): Promise<MarkedNow> {
  let [blobs, bytes] = [0, 0]
  for (const id of [record.sweepId, ...(record.next ?? [])]) {
    const { candidates } = await readDocument(store, SweepMarks, sweepMarksKey(id))
    blobs += candidates.length
    bytes += candidates.reduce((sum, { size }) => sum + size, 0)
  }
  return { blobs, bytes, since: markedSince(record) }
}

/** Marking can take long: the grace period begins when it is over. */
function markedSince({ state, at, markedAt }: SweepRecord): Date {
  return new Date(state === 'marked' ? at : markedAt)
}

function isOf(state: SweepState | undefined, { by }: SweepLimit): boolean {
  return by !== undefined && state?.record.by === by
}

/** Waits until an earlier call of the same run is over for certain. @returns `false` when time was up before */
async function waitForEnd(
  { clock }: SweepPorts,
  { record }: SweepState,
  { until }: SweepLimit,
): Promise<boolean> {
  const now = clock.now().getTime()
  const left = Date.parse(record.at) + CALL_OVER_AFTER - now
  if (left <= 0) return true
  const most = until === undefined ? left : Math.min(left, until.getTime() - now)
  if (most > 0) await clock.sleep(most)
  return most === left
}

function isAlive({ record }: SweepState, now: Date): boolean {
  return now.getTime() - Date.parse(record.at) < DEAD_AFTER
}

function dueOf(since: Date, grace: number): Date {
  return new Date(since.getTime() + grace)
}

function waiting({ blobs, bytes, since }: MarkedNow, grace: number): SweepResult {
  const dueAt = dueOf(since, grace).toISOString()
  return { ...nothing('waiting'), marked: blobs, bytesMarked: bytes, dueAt }
}

function nothing(state: SweepResult['state']): SweepResult {
  return { state, deleted: 0, bytesFreed: 0, marked: 0, bytesMarked: 0, dueAt: undefined }
}
