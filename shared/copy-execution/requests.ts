import * as z from 'zod'
import { RunId } from '../model/run.ts'
import { PossibleFailure } from '../runs/caught-failure.ts'

const Count = z.int().nonnegative()

/** What one round of copying came to until now. */
export const CopiedSoFar = z.strictObject({
  done: z.boolean(),
  /** Objects that were written. */
  objects: Count,
  bytes: Count,
  /** Objects that could not be copied when they were tried last. */
  failures: Count,
})
export type CopiedSoFar = z.infer<typeof CopiedSoFar>

/**
 * To CopyPoints, until it is done; `runId` is what the lines of its log go by. What the execution was started with is not among it: what is copied, and where to, is
 * the deployment's.
 */
export const CopyPointsEvent = z.object({ runId: RunId, copied: CopiedSoFar })

/** To ReportCopy: at the end, or from wherever the round failed. */
export const ReportCopyEvent = z.object({ runId: RunId, copied: CopiedSoFar, failure: PossibleFailure })
