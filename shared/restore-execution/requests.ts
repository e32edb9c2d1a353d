import * as z from 'zod'
import { Instant } from '../model/manifest.ts'
import {
  OnConflict,
  RestoreId,
  RestoreMap,
  RestorePart,
  RestoreRequest,
  StreamStart,
} from '../model/restore.ts'
import { PossibleFailure } from '../runs/caught-failure.ts'

const { region, name } = RestoreRequest.shape.target.shape

/**
 * What an execution is started with; docs/cli.md describes it. It cannot ask for a role to be created: who may create
 * roles may do everything.
 */
export const RestoreInput = z.strictObject({
  /** Keys of manifests: `points/...`. */
  points: RestoreRequest.shape.points,
  target: z.strictObject({ region, name }).default({}),
  parts: z
    .array(RestorePart)
    .min(1)
    .default([...RestorePart.options]),
  onConflict: OnConflict.default('refuse'),
  map: RestoreMap.default({}),
  start: StreamStart.default('latest'),
  stagingBuckets: RestoreRequest.shape.stagingBuckets,
})
export type RestoreInput = z.infer<typeof RestoreInput>

/** Which execution it is: its ARN, and when it was started. A restore's id is made of both. */
export const ExecutionRef = z.object({ execution: z.string().startsWith('arn:'), startedAt: Instant })
export type ExecutionRef = z.infer<typeof ExecutionRef>

/** To PlanRestore. */
export const PlanEvent = z.object({ ...ExecutionRef.shape, request: RestoreInput })
export type PlanEvent = z.infer<typeof PlanEvent>

/** To AskApproval. The token is a secret: who has it, and may call Step Functions, can agree. */
export const ApprovalEvent = z.object({
  ...ExecutionRef.shape,
  restoreId: RestoreId,
  token: z.string().min(1),
})
export type ApprovalEvent = z.infer<typeof ApprovalEvent>

/** To ApplyRestore and VerifyRestore. */
export const GoOnEvent = z.object({ restoreId: RestoreId })

/** To ReportRestore: at the end, or from wherever the execution failed. */
export const ReportEvent = z.object({ ...ExecutionRef.shape, failure: PossibleFailure })
export type ReportEvent = z.infer<typeof ReportEvent>
