import * as z from 'zod'
import { FORMAT_VERSION, Instant } from './manifest.ts'
import { ResourceRef } from './resource.ts'
import { Expiry } from './retention.ts'
import { Failure, RunRef } from './run.ts'

/** A run of retention, as its steps hand it on. */
export const RetentionRun = z.strictObject({ ...RunRef.shape, account: ResourceRef.shape.account })
export type RetentionRun = z.infer<typeof RetentionRun>

/** What becomes of one manifest, and why. A line of `retention/<date>/<run id>/plan/<n>.jsonl.gz`. */
export const PlannedVerdict = z.strictObject({
  /** Key of the manifest. */
  manifest: z.string(),
  keep: z.boolean(),
  /** At least one. */
  reasons: z.array(z.string()).min(1),
  /** The backup plan whose rules decided; missing when none did. */
  plan: z.string().optional(),
})
export type PlannedVerdict = z.infer<typeof PlannedVerdict>

/** What one backup plan comes to; `null` is what no plan is for, and all of that is kept. */
export const PlanTally = z.strictObject({
  plan: z.string().nullable(),
  resources: z.int(),
  kept: z.int(),
  expires: z.int(),
})
export type PlanTally = z.infer<typeof PlanTally>

/** `retention/<date>/<run id>/plan.json`: written last, so that it means that all parts of the plan stand. */
export const RetentionPlan = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  run: RetentionRun,
  /** When the verdicts began to be made. */
  decidedAt: Instant,
  /** How many parts there are. */
  parts: z.int().nonnegative(),
  plans: z.array(PlanTally),
})
export type RetentionPlan = z.infer<typeof RetentionPlan>

/** `retention/<date>/<run id>/planning.json`: how far a plan is that is not made in one go. */
export const PlanProgress = z.strictObject({
  ...RetentionPlan.omit({ run: true }).shape,
  /** The folder of the last resource that is decided, with a slash at the end. */
  after: z.string(),
})
export type PlanProgress = z.infer<typeof PlanProgress>

/** `retention/<date>/<run id>/applied/<n>.json`: what became of what a part of the plan lets expire. */
export const AppliedPart = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  expired: z.int().nonnegative(),
  /** What stays after all, because something was otherwise by then. */
  spared: z.array(Expiry),
})
export type AppliedPart = z.infer<typeof AppliedPart>

/** What the sweep came to: as SweepResult of shared/retention/sweep.ts; `none` when it did not come to its end. */
export const SweepTally = z.strictObject({
  state: z.enum(['busy', 'waiting', 'swept', 'none']),
  deleted: z.int(),
  bytesFreed: z.int(),
  marked: z.int(),
  bytesMarked: z.int(),
  dueAt: Instant.optional(),
})
export type SweepTally = z.infer<typeof SweepTally>

/** `retention/<date>/<run id>/report.json`: what a run of retention came to. */
export const RetentionReport = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  run: RetentionRun,
  endedAt: Instant,
  state: z.enum(['succeeded', 'failed']),
  failure: Failure.optional(),
  plans: z.array(PlanTally),
  kept: z.int(),
  expired: z.int(),
  spared: z.int(),
  /** Expired manifests that were removed for good. */
  purged: z.int(),
  sweep: SweepTally,
})
export type RetentionReport = z.infer<typeof RetentionReport>
