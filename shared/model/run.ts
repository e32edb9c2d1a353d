import * as z from 'zod'
import { FORMAT_VERSION, GapReason, Instant } from './manifest.ts'
import { Outcome } from './outcome.ts'
import { ResourceRef } from './resource.ts'

/** `quick`: only what the listing shows as new or changed is read. `deep`: every part of everything is read. */
export const RunMode = z.enum(['quick', 'deep'])
export type RunMode = z.infer<typeof RunMode>

/** Name of a backup plan that a run is for alone; without it the run looks at everything. */
const RunOfPlan = z.string().min(1).optional()

/** Whoever started the run chose its zones; without it the run looks at all that there are, or at those of the deployment. */
const RunOfSomeZones = z.literal(true).optional()

/** Identifier of a run: the name of its execution. It is a folder in the vault. */
export const RunId = z.string().regex(/^[A-Za-z0-9_-]{1,80}$/)
export type RunId = z.infer<typeof RunId>

/** A zone that a run looks at: a region, or `edge`. */
export const ZoneName = ResourceRef.shape.zone

/** What went wrong with one resource, one shard or one zone. Never a secret. */
export const Failure = z.strictObject({ error: z.string(), message: z.string(), retryable: z.boolean() })
export type Failure = z.infer<typeof Failure>

/** A part of one resource that this run could not read. */
export const ReportedGap = z.strictObject({
  resource: ResourceRef,
  part: z.string(),
  reason: GapReason,
  message: z.string(),
})
export type ReportedGap = z.infer<typeof ReportedGap>

/** A resource that this run failed to back up, and why. */
export const ReportedFailure = z.strictObject({ resource: ResourceRef, failure: Failure })
export type ReportedFailure = z.infer<typeof ReportedFailure>

/** Requests that read the account, by service, not the vault's own; and how many of them AWS throttled. */
export const Usage = z.strictObject({ apiCalls: z.record(z.string(), z.int()), throttled: z.int() })
export type Usage = z.infer<typeof Usage>

/** What a shard adds to its outcomes when it ends: what it cost to get them. */
export const ShardEnd = z.strictObject({
  type: z.literal('shard-end'),
  startedAt: Instant,
  endedAt: Instant,
  ...Usage.shape,
})
export type ShardEnd = z.infer<typeof ShardEnd>

/** One line of a shard's outcomes. */
export const OutcomeLine = z.discriminatedUnion('type', [Outcome, ShardEnd])
export type OutcomeLine = z.infer<typeof OutcomeLine>

/**
 * Exact numbers of one zone, or of a whole run. Counts are resources, except for gaps; bytes are bytes.
 * What is `deleted` was missing from the listing, so it is not part of `found`.
 */
export const Tally = z.strictObject({
  found: z.int(),
  captured: z.int(),
  unchanged: z.int(),
  deletedCount: z.int(),
  failedCount: z.int(),
  /** Left alone on purpose: Holdfast's own scratch functions. */
  ignored: z.int(),
  /** Planned, and no shard said what became of them: a shard ended early. As bad as failed. */
  unaccounted: z.int(),
  gapCount: z.int(),
  bytesStored: z.int(),
  bytesDeduplicated: z.int(),
  ...Usage.shape,
})
export type Tally = z.infer<typeof Tally>

/**
 * What became of one zone in one run. The lists hold the first few thousand, in the order of the outcomes; the
 * counts of `Tally` say how many there are, and the zone's outcomes in the vault name every one.
 */
export const ZoneSummary = z.strictObject({
  zone: ZoneName,
  /** `failed`: the zone as a whole could not be read, for the reason in `failure`. `partly`: some resources failed. */
  state: z.enum(['done', 'partly', 'failed']),
  failure: Failure.optional(),
  startedAt: Instant,
  endedAt: Instant,
  ...Tally.shape,
  /** With the key of the tombstone, unless there was nothing to keep. */
  deleted: z.array(ResourceRef.extend({ manifest: z.string().optional() })),
  failed: z.array(ReportedFailure),
  gaps: z.array(ReportedGap),
  /** Not written any more, and read by nobody: it is here so that a summary that has it is one. */
  closedGaps: z.array(z.strictObject({ resource: ResourceRef, part: z.string() })).optional(),
  /** Every failure and every gap, counted by kind, the most frequent first. `part` is the first segment of a gap's. */
  failureKinds: z.array(z.strictObject({ error: z.string(), count: z.int() })),
  gapKinds: z.array(z.strictObject({ part: z.string(), reason: GapReason, count: z.int() })),
})
export type ZoneSummary = z.infer<typeof ZoneSummary>

/** Which run it is; what its place in the vault is made of. */
export const RunRef = z.object({ runId: RunId, startedAt: Instant })
export type RunRef = z.infer<typeof RunRef>

/** A region whose change events could not be routed to the hub, and why. */
export const NotEnrolled = z.strictObject({ zone: ZoneName, error: z.string(), message: z.string() })
export type NotEnrolled = z.infer<typeof NotEnrolled>

/** The one report of a run. docs/report.md describes it and its place in the vault. */
export const RunReport = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  runId: RunId,
  account: ResourceRef.shape.account,
  mode: RunMode,
  plan: RunOfPlan,
  someZones: RunOfSomeZones,
  /** Who started it by hand, by ARN. Without it an execution of the state machine did. */
  startedBy: z.string().optional(),
  startedAt: Instant,
  endedAt: Instant,
  /** `partly`: some resources or zones failed. `failed`: nothing can be relied on, for the reason in `failure`. */
  state: z.enum(['succeeded', 'partly', 'failed']),
  failure: Failure.optional(),
  totals: Tally,
  zones: z.array(ZoneSummary),
  /** Zones that no earlier run saw, and zones that earlier runs saw and this one did not. */
  newZones: z.array(ZoneName),
  vanishedZones: z.array(ZoneName),
  /** Zones that the run was asked for and that the account does not have: nothing was read there. */
  unknownZones: z.array(z.string()),
  /** The run captured these all the same, but until the next run a change there is not noticed. */
  notEnrolled: z.array(NotEnrolled),
  /** When the schedule starts the next run, when it is known. */
  nextRun: Instant.optional(),
})
export type RunReport = z.infer<typeof RunReport>

/** One line of the list of runs: written when a run starts, and again when its report stands. */
export const RunEntry = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  runId: RunId,
  account: ResourceRef.shape.account,
  mode: RunMode,
  plan: RunOfPlan,
  someZones: RunOfSomeZones,
  startedAt: Instant,
  /** `running` also when the run died without a report. */
  state: z.enum(['running', ...RunReport.shape.state.options]),
  endedAt: Instant.optional(),
  zones: z.int().optional(),
  totals: Tally.optional(),
})
export type RunEntry = z.infer<typeof RunEntry>

/** Whether a run looks at everything: one for some zones or for one plan alone says nothing of what the others promise. */
export function isOfEverything({ plan, someZones }: Pick<RunEntry, 'plan' | 'someZones'>): boolean {
  return plan === undefined && someZones === undefined
}
