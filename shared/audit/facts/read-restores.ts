import { RestoreEnd, RestoreOutcome, RestorePlan } from '../../model/restore.ts'
import type { RestoreId } from '../../model/restore.ts'
import { RESTORE_TERM } from '../../model/restore-times.ts'
import {
  RESTORES_PREFIX,
  approvalTokenKey,
  outcomeKey,
  parseStepKey,
  restoreEndKey,
  restorePlanKey,
} from '../../vault/restore-layout.ts'
import type { AuditPorts } from '../audit-ports.ts'
import { findRecord } from '../find-record.ts'
import { inBatches } from '../in-batches.ts'
import type { Seen } from '../seen.ts'
import { none, seen } from '../seen.ts'

/** Restores whose documents are read at the same time. */
const READERS = 16

/** A restore of which the vault does not know how it ended. */
export interface OpenRestore {
  readonly restoreId: RestoreId
  /** `begun`: something was changed, or may have been. `waiting`: somebody was asked to agree. `planned`: nothing of either. */
  readonly state: 'begun' | 'waiting' | 'planned'
  /** `undefined` when it cannot be read. */
  readonly plan: RestorePlan | undefined
  readonly steps: { readonly done: number; readonly undone: number }
  /** When the last sign of it was written, by the clock of the store. */
  readonly lastSign: Date
}

/** The restores of the last thirty days. */
export interface RestoreFacts {
  readonly count: number
  readonly open: readonly OpenRestore[]
}

type RestoresPorts = Pick<AuditPorts, 'store' | 'clock' | 'log'>

/**
 * What became of each restore that somebody may still go on with, by its journal. Of one that the command line planned and
 * that changed nothing nobody else waits for an end.
 *
 * @throws HoldfastError when the vault cannot be read
 */
export async function readRestores(ports: RestoresPorts): Promise<Seen<RestoreFacts>> {
  const since = new Date(ports.clock.now().getTime() - RESTORE_TERM)
  const open: OpenRestore[] = []
  let count = 0
  for await (const batch of inBatches(tracesOf(ports.store), READERS)) {
    const known = batch.filter(({ plannedAt }) => plannedAt !== undefined && plannedAt >= since)
    count += known.length
    open.push(...(await Promise.all(known.map((one) => openOf(ports, one)))).flat())
  }
  return count === 0 ? none('Nothing was restored in the last 30 days.') : seen({ count, open })
}

/** What the keys of one restore say. */
interface Traces {
  readonly restoreId: RestoreId
  /** When its plan was written; `undefined` when it has none. */
  plannedAt: Date | undefined
  isAsked: boolean
  readonly marks: { begun: number; done: number; undone: number }
  lastSign: Date
}

/** The keys of a restore stand together. */
async function* tracesOf(store: AuditPorts['store']): AsyncIterable<Traces> {
  let traces: Traces | undefined
  for await (const { key, modifiedAt } of store.list(RESTORES_PREFIX)) {
    const [, restoreId = ''] = key.split('/')
    if (traces?.restoreId !== restoreId) {
      if (traces !== undefined) yield traces
      traces = emptyTraces(restoreId, modifiedAt)
    }
    note(traces, key, modifiedAt)
  }
  if (traces !== undefined) yield traces
}

function emptyTraces(restoreId: RestoreId, lastSign: Date): Traces {
  const marks = { begun: 0, done: 0, undone: 0 }
  return { restoreId, plannedAt: undefined, isAsked: false, marks, lastSign }
}

function note(traces: Traces, key: string, at: Date): void {
  const mark = parseStepKey(key)?.mark
  if (mark !== undefined) traces.marks[mark] += 1
  if (key === restorePlanKey(traces.restoreId)) traces.plannedAt = at
  if (key === approvalTokenKey(traces.restoreId)) traces.isAsked = true
  if (at > traces.lastSign) traces.lastSign = at
}

async function openOf(ports: RestoresPorts, traces: Traces): Promise<readonly OpenRestore[]> {
  if (await isOver(ports, traces)) return []
  const { restoreId, marks, isAsked, lastSign } = traces
  const plan = await findRecord(ports, RestorePlan, restorePlanKey(restoreId))
  const state = marks.begun > 0 ? 'begun' : isAsked ? 'waiting' : 'planned'
  if (state === 'planned' && plan?.request.principal !== undefined && !isExecution(plan.request.principal))
    return []
  return [{ restoreId, state, plan, steps: { done: marks.done, undone: marks.undone }, lastSign }]
}

/** Whether people know how it ended, or it is restored or taken back, and nobody touched it since. */
async function isOver(ports: RestoresPorts, { restoreId, marks }: Traces): Promise<boolean> {
  const end = await findRecord(ports, RestoreEnd, restoreEndKey(restoreId))
  const outcome = await findRecord(ports, RestoreOutcome, outcomeKey(restoreId))
  const isTakenUp = end !== undefined && outcome !== undefined && outcome.at > end.at
  if (end?.records === marks.begun + marks.done + marks.undone && !isTakenUp) return true
  return outcome?.state === 'undone' || (outcome?.state === 'restored' && marks.undone === 0)
}

function isExecution(principal: string): boolean {
  return /^arn:[\w-]+:states:/.test(principal)
}
