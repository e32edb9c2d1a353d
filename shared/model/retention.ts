import * as z from 'zod'
import { BlobRef, Sha256 } from './blob.ts'
import { FORMAT_VERSION, Instant } from './manifest.ts'

const Whole = z.int().nonnegative()

/** A length of calendar time; every member is a whole number, and missing members are none. */
export const Span = z
  .strictObject({
    years: Whole.optional(),
    months: Whole.optional(),
    days: Whole.optional(),
    hours: Whole.optional(),
  })
  .refine((span) => Object.values(span).some((count) => (count ?? 0) > 0), {
    error: 'must be longer than nothing',
  })
export type Span = z.infer<typeof Span>

/** How many points a rule keeps. */
export const KeepCount = z.union([z.int().positive(), z.literal('unlimited')])
export type KeepCount = z.infer<typeof KeepCount>

/** Whether the runtime knows a time zone by that name. */
function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/**
 * Which recovery points of a resource are kept: each that at least one rule keeps. The rules mean what restic's mean
 * (restic documentation, "Removing snapshots according to a policy"): hours, days, weeks from Monday, months and years
 * are those of the calendar, only those that have a point count, and the newest point of each is kept; `within` is told
 * back from the newest point. Without any rule every point is kept.
 */
export const RetentionRules = z.strictObject({
  last: KeepCount.optional(),
  hourly: KeepCount.optional(),
  daily: KeepCount.optional(),
  weekly: KeepCount.optional(),
  monthly: KeepCount.optional(),
  yearly: KeepCount.optional(),
  within: Span.optional(),
  withinHourly: Span.optional(),
  withinDaily: Span.optional(),
  withinWeekly: Span.optional(),
  withinMonthly: Span.optional(),
  withinYearly: Span.optional(),
  /**
   * How long the points of a deleted resource are kept after the deletion, as the other rules say and the last one in any
   * case; then no rule keeps them. For ever when it is missing.
   */
  deleted: Span.optional(),
  /** Where the calendar's days begin, as IANA names it: `Europe/Berlin`. */
  timeZone: z
    .string()
    .refine(isTimeZone, { error: 'must be a time zone such as Europe/Berlin' })
    .default('UTC'),
})
export type RetentionRules = z.infer<typeof RetentionRules>

/** How the points of one resource are judged: by rules, or not at all. */
export type Ruling =
  | {
      readonly rules: RetentionRules
      /** The plan that has these rules. */
      readonly plan?: string
    }
  | {
      readonly rules?: never
      /** Why everything is kept. */
      readonly why: string
      readonly plan?: string
    }

const DAY = 24 * 60 * 60_000

/** Less than a day would not outlast a clock that is wrong, and an operator who sleeps. In milliseconds. */
export const MIN_GRACE = DAY

/** How long expired points can be taken back if nobody says otherwise: a week gives time to notice. In milliseconds. */
export const DEFAULT_GRACE = 7 * DAY

/** One time that somebody put a hold on a point, or took it off. */
const HoldChange = z.strictObject({
  change: z.enum(['held', 'released']),
  at: Instant,
  /** Who, as far as the command line could tell: an ARN of AWS, or the name of a user of the machine. */
  by: z.string().min(1),
  reason: z.string().min(1),
})

/** `holds/...`: whether a point is held, and everything that happened to that; the last change counts. */
export const HoldRecord = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  /** Key of the manifest. */
  manifest: z.string(),
  changes: z.array(HoldChange).min(1),
})
export type HoldRecord = z.infer<typeof HoldRecord>

/** The backup plan whose rules decided, and how long it kept points after the deletion of their resource then. */
export const ExpiryTerm = z.strictObject({ plan: z.string(), deleted: Span })
export type ExpiryTerm = z.infer<typeof ExpiryTerm>

/** A manifest, by its key, and why nothing kept it. */
export const Expiry = z.strictObject({
  manifest: z.string(),
  reason: z.string(),
  /** Missing when no plan decided, or it keeps what was deleted for ever. */
  term: ExpiryTerm.optional(),
})
export type Expiry = z.infer<typeof Expiry>

/** `expired/<time>/record-<n>.json`: manifests that were expired together; written before the first of them is moved. */
export const ExpiryRecord = z.strictObject({ format: z.literal(FORMAT_VERSION), expired: z.array(Expiry) })
export type ExpiryRecord = z.infer<typeof ExpiryRecord>

/** Identifier of a sweep: a file under `sweeps/`. */
const SweepId = z.string().regex(/^[A-Za-z0-9-]{1,64}$/)

/** A blob that no manifest named when a sweep marked it. `version` is the store's. */
export const SweepCandidate = BlobRef.extend({ version: z.string() })
export type SweepCandidate = z.infer<typeof SweepCandidate>

/** `sweeps/<id>.json`: what a sweep marked, or a part of it. */
export const SweepMarks = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  sweepId: SweepId,
  /** Before the first key was listed. */
  markedAt: Instant,
  candidates: z.array(SweepCandidate),
})
export type SweepMarks = z.infer<typeof SweepMarks>

/** `sweeps/current.json`: how far the sweep of this vault is. Writers of manifests read it. */
export const SweepRecord = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  sweepId: SweepId,
  /** `deleting`: no writer may name a candidate. */
  state: z.enum(['marked', 'deleting', 'done']),
  markedAt: Instant,
  /** When this record was written; renewed while candidates are deleted. */
  at: Instant,
  /** When a blob was deleted last, by this sweep or one before it; `null` when never. */
  lastDeletedAt: Instant.nullable(),
  /** What was marked together with it and comes after it: one list of candidates is deleted after another. */
  next: z.array(SweepId).optional(),
  /** The run that deletes, or did; missing for who does it in one call. */
  by: z.string().min(1).optional(),
})
export type SweepRecord = z.infer<typeof SweepRecord>

/**
 * `sweeps/look.json`: how far a sweep that is not done in one go came with looking which blobs manifests name. What was
 * found stands in parts, `sweeps/look/<n>`: the SHA-256 of each blob, 32 bytes each, in order.
 */
export const LookRecord = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  /** `none`: nobody goes on with it. */
  purpose: z.enum(['mark', 'delete', 'none']),
  /** The sweep that deletes; `null` for one that marks. */
  sweepId: SweepId.nullable(),
  /** Before the first key was listed. */
  beganAt: Instant,
  /** The last key that was read. */
  after: z.string(),
  /** SHA-256 of each part. */
  parts: z.array(Sha256),
})
export type LookRecord = z.infer<typeof LookRecord>
