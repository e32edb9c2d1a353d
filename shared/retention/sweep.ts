import type { SweepCandidate, SweepRecord } from '../model/retention.ts'
import { SweepMarks } from '../model/retention.ts'
import type { RetentionStore } from '../ports/object-store.ts'
import { CLOCK_TOLERANCE } from '../vault/sweep-fence.ts'
import { sweepMarksKey } from '../vault/retention-layout.ts'
import { readDocument } from '../vault/stored-documents.ts'
import { deleteCandidates } from './delete-candidates.ts'
import { isUp } from './look-on.ts'
import { mark } from './mark.ts'
import type { SweepState } from './sweep-record.ts'
import { readSweep } from './sweep-record.ts'
import type { SweepLimit, SweepPorts } from './sweep-ports.ts'

/** What a call of the sweep did. */
export interface SweepResult {
  /**
   * `busy`: another process is at it. `waiting`: what is marked is not old enough yet. `unfinished`: time was up, and the
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

/** What is marked, and since when. */
export interface MarkedNow {
  readonly candidates: readonly SweepCandidate[]
  readonly since: Date
}

/** A sweep that says nothing for so long has died, in milliseconds. */
const DEAD_AFTER = CLOCK_TOLERANCE

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
  const isOurs = begun !== undefined && begun.version === limit.turn
  if (state === 'deleting' && !isOurs && isAlive(begun, ports.clock.now())) return nothing('busy')
  if (begun === undefined || state === 'done') return await markNow(ports, { grace, before: begun, limit })
  const marked = await readMarks(ports.store, begun.record)
  const dueAt = dueOf(marked, grace)
  if (state === 'marked' && ports.clock.now() < dueAt) return waiting(marked, grace)
  return await deleteThenMark(ports, { begun, grace, limit })
}

interface Sweeping {
  readonly begun: SweepState
  readonly grace: number
  readonly limit: SweepLimit
}

async function deleteThenMark(ports: SweepPorts, { begun, grace, limit }: Sweeping): Promise<SweepResult> {
  const marks = await readDocument(ports.store, SweepMarks, sweepMarksKey(begun.record.sweepId))
  const deleted = await deleteCandidates(ports, { marks, begun }, limit)
  if (deleted === undefined) return nothing('busy')
  const { state: before, counts } = deleted
  if (!deleted.done || isUp(ports, limit))
    return { ...nothing('unfinished'), ...counts, turn: before.version }
  return { ...(await markNow(ports, { grace, before, limit })), ...counts }
}

async function markNow(ports: SweepPorts, marking: Parameters<typeof mark>[1]): Promise<SweepResult> {
  const marked = await mark(ports, marking)
  if (marked.state !== 'marked') return nothing(marked.state)
  if (marked.candidates.length === 0) return nothing('swept')
  return { ...waiting({ candidates: marked.candidates, since: marked.at }, marking.grace), state: 'swept' }
}

/** What the sweep marked that has not come to its end; `undefined` when there is none. */
export async function readMarked(store: RetentionStore): Promise<MarkedNow | undefined> {
  const found = await readSweep(store)
  return found === undefined || found.record.state === 'done'
    ? undefined
    : await readMarks(store, found.record)
}

/** Marking can take long: the grace period begins when it is over. */
async function readMarks(store: RetentionStore, record: SweepRecord): Promise<MarkedNow> {
  const { candidates, markedAt } = await readDocument(store, SweepMarks, sweepMarksKey(record.sweepId))
  return { candidates, since: new Date(record.state === 'marked' ? record.at : markedAt) }
}

function isAlive(state: SweepState | undefined, now: Date): boolean {
  return now.getTime() - Date.parse(state?.record.at ?? '') < DEAD_AFTER
}

function dueOf({ since }: MarkedNow, grace: number): Date {
  return new Date(since.getTime() + grace)
}

function waiting(marked: MarkedNow, grace: number): SweepResult {
  const { candidates } = marked
  const bytesMarked = candidates.reduce((sum, { size }) => sum + size, 0)
  const dueAt = dueOf(marked, grace).toISOString()
  return { ...nothing('waiting'), marked: candidates.length, bytesMarked, dueAt }
}

function nothing(state: SweepResult['state']): SweepResult {
  return { state, deleted: 0, bytesFreed: 0, marked: 0, bytesMarked: 0, dueAt: undefined }
}
