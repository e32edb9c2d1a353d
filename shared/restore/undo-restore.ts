import { HoldfastError } from '../errors.ts'
import { failureOf } from '../model/failure-of.ts'
import type { RestoreId, RestoreOutcome, RestoreStep } from '../model/restore.ts'
import type { HeldRestore } from './hold-restore.ts'
import { holdRestore } from './hold-restore.ts'
import { keepOutcome } from './keep-outcome.ts'
import type { RestorePorts } from './restore-ports.ts'
import { RestoreRun } from './restore-run.ts'
import { runItems } from './run-items.ts'
import { stepAction } from './step-actions.ts'
import { takeUpAgain } from './take-up-again.ts'

/**
 * Takes back what a restore did, the last step first, also of one that ended half way. Steps that were begun and of
 * which nobody knows whether they were done are taken back too. The same call goes on after a crash.
 *
 * @returns `undone`, with what is `left`; or `failed`, and what could not be taken back now
 * @throws NotFoundError when there is no such plan
 * @throws RestoreRefusedError when somebody else is at it
 */
export async function undoRestore(ports: RestorePorts, restoreId: RestoreId): Promise<RestoreOutcome> {
  return await holdRestore(ports, restoreId, (held) => undoHeld(ports, restoreId, held))
}

async function undoHeld(
  ports: RestorePorts,
  restoreId: RestoreId,
  held: HeldRestore,
): Promise<RestoreOutcome> {
  const run = await RestoreRun.open(ports, restoreId)
  const { begun, undone } = run.journal
  if (begun.keys().some((id) => !undone.has(id))) await takeUpAgain(ports, run)
  await runItems(run.plan, 'backwards', (steps) => undoSteps(ports, run, steps, held))
  const left = [...run.journal.undone.values()].flatMap((one) => one.left ?? [])
  const state = run.failures.length > 0 ? 'failed' : 'undone'
  return await keepOutcome(ports.store, run.outcome(state, left))
}

async function undoSteps(
  ports: RestorePorts,
  run: RestoreRun,
  steps: readonly RestoreStep[],
  { refuseLost }: HeldRestore,
): Promise<void> {
  const { begun, undone } = run.journal
  for (const step of steps) {
    if (!begun.has(step.id) || undone.has(step.id)) continue
    // What a later step rests on cannot be taken back before it.
    if (run.failures.some(({ item }) => item === step.item)) continue
    refuseLost()
    await attemptUndo(ports, run, step)
  }
}

async function attemptUndo(ports: RestorePorts, run: RestoreRun, step: RestoreStep): Promise<void> {
  const { begun, done } = run.journal
  const record = { before: begun.get(step.id)?.before ?? {}, answer: done.get(step.id)?.answer }
  try {
    const context = run.contextOf(step, record.before)
    const action = stepAction(step.action)
    const left = await run.turns.take(step, () => action.takeBack(ports, step, context, record))
    await run.journal.revoke(step, left)
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error
    ports.log.error('a step of a restore could not be taken back', { step: step.id, error })
    run.failures.push({ item: step.item, step: step.id, failure: failureOf(error) })
  }
}
