import * as z from 'zod'
import { FORMAT_VERSION, Instant } from './manifest.ts'
import { ResourceKind, ResourceRef } from './resource.ts'
import { RunId, RunMode, ZoneName } from './run.ts'

/** What a change was about, as far as the name of the call and what became of it tell. */
export const ChangedPart = z.enum([
  'created',
  'deleted',
  'code',
  'configuration',
  'version',
  'alias',
  'policy',
  'policy-opened',
  'url',
  'concurrency',
  'event-settings',
  'mapping',
  'tags',
  'trigger',
  'other',
])
export type ChangedPart = z.infer<typeof ChangedPart>

/** Numbers of a run; counts are resources, except for gaps. */
const ActivityTotals = z.strictObject({
  found: z.int(),
  captured: z.int(),
  unchanged: z.int(),
  deleted: z.int(),
  failed: z.int(),
  gaps: z.int(),
  bytesStored: z.int(),
})

/**
 * One line of activity/v1: something that happened. It holds names, times and numbers, never a value of a function and
 * never a message. infrastructure/log-analysis.yml makes a table of it whose columns are these members in lower case.
 */
export const ActivityLine = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  /**
   * `change`: a call changed a resource. `attempt`: a call on the vault, its key or a trail. `outcome`: what a run found
   * or failed to read, or any capture found opened, without a call that tells who. `run`: a run ended.
   */
  type: z.enum(['change', 'attempt', 'outcome', 'run']),
  /** When it happened, by AWS for calls; for a run, and what it found, when the run or the zone ended. */
  at: Instant,
  recordedAt: Instant,
  account: ResourceRef.shape.account,
  zone: ZoneName.optional(),
  kind: ResourceKind.optional(),
  /** Of the resource; of an attempt the bucket, the key or the trail. */
  name: z.string().optional(),
  /** As AWS documents the call: `UpdateFunctionCode`. */
  event: z.string().optional(),
  /** The service that was called: `lambda.amazonaws.com`. */
  source: z.string().optional(),
  eventId: z.string().optional(),
  /** Calls that the line stands for: those of a trigger in a burst are one line. */
  events: z.int().positive(),
  what: z.array(ChangedPart),
  /** ARN of who called; of a role, its session. */
  principal: z.string().optional(),
  /** ARN of the role behind a session. */
  issuer: z.string().optional(),
  /** Address that the call came from, or the service that made it. */
  sourceIp: z.string().optional(),
  /** `done` and `refused` are of attempts; `succeeded` and `partly` of runs. */
  outcome: z.enum(['captured', 'unchanged', 'deleted', 'failed', 'done', 'refused', 'succeeded', 'partly']),
  /** Name of the error, of what failed or was refused. */
  error: z.string().optional(),
  gaps: z.int(),
  /** Milliseconds from the call to its recovery point. */
  latencyMs: z.int().nonnegative().optional(),
  /** Key of the recovery point or tombstone. */
  manifest: z.string().optional(),
  /** Name of the plan of the resource; of what was deleted the last. Missing when it has none, or that is not known. */
  plan: z.string().optional(),
  runId: RunId.optional(),
  mode: RunMode.optional(),
  totals: ActivityTotals.optional(),
})
export type ActivityLine = z.infer<typeof ActivityLine>

/** What looks for something unusual. */
export const DetectorName = z.enum([
  'deletions',
  'code-updates',
  'new-principal',
  'open-policy',
  'vault-attempt',
  'trail-stopped',
])
export type DetectorName = z.infer<typeof DetectorName>

/** Something unusual. The same detector and subject are the same sighting until its window is quiet. */
export const Sighting = z.strictObject({
  detector: DetectorName,
  /** What it is about: who, or which function; stable. */
  subject: z.string().min(1),
  /** Who did it: the role or user; missing when nobody is known. */
  actor: z.string().optional(),
  /** The plan whose own limit was passed. */
  plan: z.string().optional(),
  /** Different resources that it concerns. */
  count: z.int().positive(),
  /** The first few of them: `eu-west-1/orders`. */
  names: z.array(z.string()),
  /** Names of the calls; none when it was found without one. */
  events: z.array(z.string()),
  zone: ZoneName.optional(),
  firstAt: Instant,
  lastAt: Instant,
})
export type Sighting = z.infer<typeof Sighting>
