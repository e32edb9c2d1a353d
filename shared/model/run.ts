import * as z from 'zod'
import { FORMAT_VERSION, GapReason, Instant } from './manifest.ts'
import { ResourceRef } from './resource.ts'

/** `quick`: only what the listing shows as new or changed is read. `deep`: every part of everything is read. */
export const RunMode = z.enum(['quick', 'deep'])
export type RunMode = z.infer<typeof RunMode>

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

/** What became of one zone in one run. Counts are resources; bytes are bytes. */
export const ZoneSummary = z.strictObject({
  zone: ZoneName,
  /** `failed`: the zone as a whole could not be read, for the reason in `failure`. */
  state: z.enum(['done', 'partly', 'failed']),
  failure: Failure.optional(),
  startedAt: Instant,
  endedAt: Instant,
  found: z.int(),
  captured: z.int(),
  unchanged: z.int(),
  deleted: z.array(ResourceRef),
  failed: z.array(z.strictObject({ resource: ResourceRef, failure: Failure })),
  gaps: z.array(ReportedGap),
  bytesStored: z.int(),
  bytesDeduplicated: z.int(),
  /** Requests to AWS by service; those that read the account, not the vault's own. */
  apiCalls: z.record(z.string(), z.int()),
  throttled: z.int(),
})
export type ZoneSummary = z.infer<typeof ZoneSummary>

/** The one report of a run. docs/vault-format.md gives its place. */
export const RunReport = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  runId: RunId,
  account: ResourceRef.shape.account,
  mode: RunMode,
  startedAt: Instant,
  endedAt: Instant,
  /** `partly`: some resources or zones failed. `failed`: the run itself ended early, for the reason in `failure`. */
  state: z.enum(['succeeded', 'partly', 'failed']),
  failure: Failure.optional(),
  zones: z.array(ZoneSummary),
  /** Zones that no earlier run saw, and zones that earlier runs saw and this one did not. */
  newZones: z.array(ZoneName),
  vanishedZones: z.array(ZoneName),
  /** When the schedule starts the next run, when it is known. */
  nextRun: Instant.optional(),
})
export type RunReport = z.infer<typeof RunReport>
