import * as z from 'zod'
import { Instant } from '../model/manifest.ts'
import { RetentionRun, SweepTally } from '../model/retention-run.ts'
import { RunId } from '../model/run.ts'
import { PossibleFailure } from '../runs/caught-failure.ts'

/**
 * To PlanRetention. What the execution was started with is not among it: the rules are those of the deployment, and
 * nobody who may start an execution can weaken them.
 */
export const PlanRetentionEvent = z.object({ runId: RunId, startedAt: Instant })

const Applied = z.object({ done: z.boolean(), purged: z.int().nonnegative() })

/** To ApplyRetention, until it is done. */
export const ApplyRetentionEvent = z.object({ run: RetentionRun, applied: Applied })

/** To SweepBlobs, until it is done. */
export const SweepBlobsEvent = z.object({
  run: RetentionRun,
  sweep: z.object({ done: z.boolean(), turn: z.string(), tally: SweepTally }),
})

/** To ReportRetention: at the end, or from wherever the run failed. */
export const ReportRetentionEvent = z.object({
  runId: RunId,
  startedAt: Instant,
  purged: z.int().nonnegative(),
  sweep: SweepTally,
  failure: PossibleFailure,
})
