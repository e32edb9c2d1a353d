import { FORMAT_VERSION } from '../model/manifest.ts'
import type { SweepRecord } from '../model/retention.ts'
import { SweepMarks } from '../model/retention.ts'
import type { RetentionStore } from '../ports.ts'
import { CLOCK_TOLERANCE } from '../vault/sweep-fence.ts'
import { sweepMarksKey } from '../vault/retention-layout.ts'
import { createDocument, readDocument } from '../vault/stored-documents.ts'
import { deleteCandidates } from './delete-candidates.ts'
import { findUnnamed } from './find-unnamed.ts'
import type { SweepState } from './sweep-record.ts'
import { moveSweep, readSweep } from './sweep-record.ts'
import type { SweepPorts } from './sweep-ports.ts'

/** What a call of the sweep did. */
export interface SweepResult {
  /** `busy`: another process is deleting. `waiting`: what is marked is not old enough yet. */
  readonly state: 'busy' | 'waiting' | 'swept'
  readonly deleted: number
  readonly bytesFreed: number
  /** What is marked now, and when it may be deleted. */
  readonly marked: number
  readonly bytesMarked: number
  readonly dueAt: string | undefined
}

/** A sweep that says nothing for so long has died, in milliseconds. */
const DEAD_AFTER = CLOCK_TOLERANCE

/**
 * Takes the blobs away that no manifest has named for the grace period: those that were marked at least that long ago,
 * are still not named, and were not put again; then marks those that are not named now. Safe against writers at any
 * moment (shared/vault/sweep-fence.ts), and against other sweeps: they take turns by `sweeps/current.json`.
 *
 * @param grace in milliseconds
 * @throws ManifestInvalidError, VaultFormatError when a manifest cannot be read; nothing is deleted then
 */
export async function sweep(ports: SweepPorts, grace: number): Promise<SweepResult> {
  const begun = await readSweep(ports.store)
  const state = begun?.record.state ?? 'done'
  if (state === 'deleting' && isAlive(begun, ports.clock.now())) return nothing('busy')
  if (begun === undefined || state === 'done') return await mark(ports, grace, begun)
  const marks = await readMarks(ports.store, begun.record)
  const dueAt = new Date(Date.parse(marks.markedAt) + grace)
  if (state === 'marked' && ports.clock.now() < dueAt) return waiting(marks, dueAt)
  const deleted = await deleteCandidates(ports, marks, begun)
  if (deleted === undefined) return nothing('busy')
  return { ...(await mark(ports, grace, deleted.state)), ...deleted.counts }
}

async function mark(
  { store, clock, newId }: SweepPorts,
  grace: number,
  before: SweepState | undefined,
): Promise<SweepResult> {
  const markedAt = clock.now()
  const candidates = await findUnnamed(store, new Date(markedAt.getTime() - grace))
  if (candidates.length === 0) return nothing('swept')
  const head = { format: FORMAT_VERSION, sweepId: newId(), markedAt: markedAt.toISOString() } as const
  const marks = { ...head, candidates: [...candidates] }
  await createDocument(store, SweepMarks, marks, sweepMarksKey(head.sweepId))
  const lastDeletedAt = before?.record.lastDeletedAt ?? null
  const record = { ...head, state: 'marked', at: head.markedAt, lastDeletedAt } as const
  if ((await moveSweep(store, record, before)) === undefined) return nothing('busy')
  return { ...waiting(marks, new Date(markedAt.getTime() + grace)), state: 'swept' }
}

/** What the sweep marked that has not come to its end; `undefined` when there is none. */
export async function readMarked(store: RetentionStore): Promise<SweepMarks | undefined> {
  const found = await readSweep(store)
  return found === undefined || found.record.state === 'done'
    ? undefined
    : await readMarks(store, found.record)
}

async function readMarks(store: RetentionStore, { sweepId }: SweepRecord): Promise<SweepMarks> {
  return await readDocument(store, SweepMarks, sweepMarksKey(sweepId))
}

function isAlive(state: SweepState | undefined, now: Date): boolean {
  return now.getTime() - Date.parse(state?.record.at ?? '') < DEAD_AFTER
}

function waiting({ candidates }: SweepMarks, dueAt: Date): SweepResult {
  const bytesMarked = candidates.reduce((sum, { size }) => sum + size, 0)
  const marked = { marked: candidates.length, bytesMarked, dueAt: dueAt.toISOString() }
  return { ...nothing('waiting'), ...marked }
}

function nothing(state: SweepResult['state']): SweepResult {
  return { state, deleted: 0, bytesFreed: 0, marked: 0, bytesMarked: 0, dueAt: undefined }
}
