import { HoldfastError, RestoreRefusedError } from '../errors.ts'
import { failureOf } from '../model/failure-of.ts'
import type { RestoreId, RestoreOutcome, RestorePhase, RestoreStep } from '../model/restore.ts'
import { checkBlobs } from './check-blobs.ts'
import type { HeldRestore } from './hold-restore.ts'
import { holdRestore } from './hold-restore.ts'
import { keepOutcome } from './keep-outcome.ts'
import type { RestorePorts } from './restore-ports.ts'
import { RestoreRun } from './restore-run.ts'
import { runItems } from './run-items.ts'
import { stepAction } from './step-actions.ts'
import { takeUpAgain } from './take-up-again.ts'

/** How far to go. */
export interface ApplyOptions {
  readonly phase: RestorePhase
  /** No step is begun after this instant. */
  readonly until?: Date
  /** No step is begun once it is aborted. */
  readonly signal?: AbortSignal
  /** Only these items, by index; without it all of them. */
  readonly items?: ReadonlySet<number>
  /** Told of each step before it is begun, and after it is done. */
  readonly tell?: (step: RestoreStep, mark: 'begun' | 'done') => void
}

/**
 * Carries out the steps of one phase of a plan, from where its journal says that it stands: after a crash the same
 * call goes on. Every blob that the plan needs is read and hashed before the first step of all. Regions go side by
 * side. A step that fails ends its item; others go on.
 *
 * @returns `applied`, `paused` at `until` or by `signal`, or `failed`
 * @throws RestoreRefusedError when the plan has problems, was undone, or somebody else carries it out
 * @throws BlobCorruptError, BlobMissingError before anything is changed
 * @throws NotFoundError when there is no such plan
 */
export async function applyRestore(
  ports: RestorePorts,
  restoreId: RestoreId,
  options: ApplyOptions,
): Promise<RestoreOutcome> {
  return await holdRestore(ports, restoreId, (held) => applyHeld(ports, restoreId, { ...options, ...held }))
}

async function applyHeld(
  ports: RestorePorts,
  restoreId: RestoreId,
  options: ApplyOptions & HeldRestore,
): Promise<RestoreOutcome> {
  const run = await RestoreRun.open(ports, restoreId)
  refuseUnfit(run)
  if (run.journal.begun.size === 0)
    await checkBlobs(ports.vault, { plan: run.plan, point: (key) => run.point(key) })
  if (isAnyBegun(run)) await takeUpAgain(ports, run)
  let paused = false
  await runItems(run.plan, 'forwards', async (steps, item) => {
    if (options.items?.has(item) === false) return
    if (!(await applySteps(ports, run, steps, options))) paused = true
  })
  const state = run.failures.length > 0 ? 'failed' : paused ? 'paused' : 'applied'
  return await keepOutcome(ports.store, run.outcome(state))
}

function refuseUnfit({ plan, journal }: RestoreRun): void {
  const { restoreId } = plan.request
  const [problem] = plan.problems
  if (problem !== undefined) {
    throw new RestoreRefusedError(`${restoreId} cannot be carried out: ${problem.what} ${problem.advice}`, {
      evidence: { restoreId, problems: plan.problems.length },
    })
  }
  if (journal.undone.size > 0) {
    throw new RestoreRefusedError(`${restoreId} was undone. Plan a new restore.`, { evidence: { restoreId } })
  }
}

/** @returns whether it came to the end */
async function applySteps(
  ports: RestorePorts,
  run: RestoreRun,
  steps: readonly RestoreStep[],
  { phase, until, signal, tell, refuseLost }: ApplyOptions & HeldRestore,
): Promise<boolean> {
  for (const step of steps) {
    if (step.phase !== phase || run.journal.done.has(step.id) || hasFailed(run, step)) continue
    if (signal?.aborted === true || (until !== undefined && ports.clock.now() >= until)) return false
    refuseLost()
    tell?.(step, 'begun')
    if (await attemptStep(ports, run, step)) tell?.(step, 'done')
  }
  return true
}

/** Whether something may have been done that nobody wrote down. */
function isAnyBegun({ journal: { begun, done } }: RestoreRun): boolean {
  return begun.keys().some((id) => !done.has(id))
}

function hasFailed({ failures }: RestoreRun, { item }: RestoreStep): boolean {
  return failures.some((one) => one.item === item)
}

async function attemptStep(ports: RestorePorts, run: RestoreRun, step: RestoreStep): Promise<boolean> {
  try {
    await carryOut(ports, run, step)
    return true
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error
    ports.log.error('a step of a restore failed', { step: step.id, action: step.action, error })
    run.failures.push({ item: step.item, step: step.id, failure: failureOf(error) })
    return false
  }
}

async function carryOut(ports: RestorePorts, run: RestoreRun, step: RestoreStep): Promise<void> {
  const action = stepAction(step.action)
  const begun = run.journal.begun.get(step.id)
  const before = begun?.before ?? (await action.before?.(step, run.contextOf(step, {}))) ?? {}
  // Made before the record is: it says whether there was one.
  const context = run.contextOf(step, before)
  if (begun === undefined) await run.journal.begin(step, before)
  const answer = await run.turns.take(step, () => action.carryOut(ports, step, context))
  await run.journal.finish(step, answer)
  run.learn(answer)
}
