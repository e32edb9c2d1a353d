import * as z from 'zod'
import { Sha256 } from './blob.ts'
import { FORMAT_VERSION, Instant } from './manifest.ts'
import { Failure } from './run.ts'

/** Identifier of one audit: a folder in the vault. */
export const AuditId = z.string().regex(/^[A-Za-z0-9_-]{1,80}$/)
export type AuditId = z.infer<typeof AuditId>

/** Which audit it is; what its place in the vault is made of. */
export const AuditRef = z.strictObject({ auditId: AuditId, startedAt: Instant })
export type AuditRef = z.infer<typeof AuditRef>

/** What an audit looks at; one file each in shared/audit/controls/. */
export const ControlId = z.enum([
  'coverage',
  'integrity',
  'encryption',
  'locks',
  'copies',
  'roles',
  'restore-tests',
  'gaps',
  'tombstones',
  'retention',
  'runs',
  'open-policies',
  'trails',
  'restores',
])
export type ControlId = z.infer<typeof ControlId>

/** `unknown`: it could not be told, which is no pass. `not-applicable`: there is nothing to hold it against. */
export const ControlState = z.enum(['passed', 'failed', 'unknown', 'not-applicable'])
export type ControlState = z.infer<typeof ControlState>

/** One thing that is not as it should be. Names, numbers and times; never a value of a function. */
export const AuditFinding = z.strictObject({
  /** What it is about: `account/zone/kind/name` of a resource, a key of the vault, a role. */
  subject: z.string().min(1),
  what: z.string().min(1),
  /** Since when, as far as it is known. */
  since: Instant.optional(),
  /** Recovery points, by key, that it harms. */
  points: z.array(z.string()).optional(),
  /** The alert that tells people of it already; without it the audit does. */
  toldAs: z.enum(['unusual-activity', 'copy-missing']).optional(),
  /** A restore that changed nothing. */
  isUntouched: z.literal(true).optional(),
  /** How many it stands for, if it is for more than one. */
  count: z.int().positive().optional(),
})
export type AuditFinding = z.infer<typeof AuditFinding>

/** A count, an age or a setting that the verdict rests on. */
export const AuditEvidence = z.strictObject({
  name: z.string().min(1),
  value: z.union([z.string(), z.number()]),
})
export type AuditEvidence = z.infer<typeof AuditEvidence>

/** Why something could not be seen that should have been: refused, which lasts, or failed, which may pass. */
export const Blindness = z.enum(['refused', 'failed'])
export type Blindness = z.infer<typeof Blindness>

/** What one control came to. */
export const ControlResult = z.strictObject({
  id: ControlId,
  title: z.string().min(1),
  /** The sentence that holds when it passed. */
  claim: z.string().min(1),
  state: ControlState,
  /** Why it is unknown or not applicable. */
  reason: z.string().optional(),
  /** What hides it, unless that is no fault: nothing ended yet, or several audits look at all. */
  blind: Blindness.optional(),
  /** All was looked at, and the reason is another one: what is not found is over. */
  isSeenWhole: z.literal(true).optional(),
  evidence: z.array(AuditEvidence),
  /** What is worth naming and is no fault: what was excluded on purpose, for one. */
  notes: z.array(AuditFinding),
  findings: z.array(AuditFinding),
  /** Places in the vault, and commands, that show more. */
  where: z.array(z.string()),
})
export type ControlResult = z.infer<typeof ControlResult>

/** `passed`: every control did, or is not applicable. `integrity`: bytes of the vault are damaged. `failed`: not carried out. */
export const AuditState = z.enum(['passed', 'findings', 'integrity', 'failed'])
export type AuditState = z.infer<typeof AuditState>

/** `audits/<date>/<audit id>/report.json`. */
export const AuditReport = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  ...AuditRef.shape,
  endedAt: Instant,
  vault: z.string(),
  /** Who started it, by ARN or name; a schedule by the ARN of its execution. */
  startedBy: z.string(),
  writer: z.string(),
  state: AuditState,
  /** Why it could not be carried out as a whole. */
  failure: Failure.optional(),
  controls: z.array(ControlResult),
})
export type AuditReport = z.infer<typeof AuditReport>

/** `audits/index/<time>-<audit id>.json`: an audit in a few numbers, for the trend. */
export const AuditEntry = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  ...AuditRef.shape,
  state: AuditState,
  controls: z.array(
    z.strictObject({ id: ControlId, state: ControlState, findings: z.int(), blind: Blindness.optional() }),
  ),
})
export type AuditEntry = z.infer<typeof AuditEntry>

/** One of the 256 parts that a vault is read in: blobs, and manifests, whose name or id begins with these two digits. */
export const PartName = z.string().regex(/^[0-9a-f]{2}$/)
export type PartName = z.infer<typeof PartName>

/** An object that is not what its name or its manifest says, and the recovery points (by key) that cannot be restored whole. */
export const Damaged = z.strictObject({ key: z.string(), what: z.string(), points: z.array(z.string()) })
export type Damaged = z.infer<typeof Damaged>

/** How S3 said that objects are encrypted, and one of them. */
export const EncryptionSeen = z.strictObject({
  algorithm: z.string(),
  key: z.string().optional(),
  objects: z.int(),
  example: z.string(),
})
export type EncryptionSeen = z.infer<typeof EncryptionSeen>

/** What came of reading one part of the blobs. Bytes are bytes. */
const BlobsRead = z.strictObject({ blobs: z.int(), bytes: z.int(), damaged: z.array(Damaged) })

/** `audits/parts.json`: when each part of the vault was read last, and what was damaged then. */
export const PartsRecord = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  /** When parts were read for the first time: what was never read is as old as this. */
  begunAt: Instant,
  /** When an audit chose parts last. */
  chosenAt: Instant,
  parts: z.record(
    PartName,
    z.strictObject({ readAt: Instant, blobs: z.int(), bytes: z.int(), damaged: z.array(Damaged) }),
  ),
})
export type PartsRecord = z.infer<typeof PartsRecord>

/** An object that is not locked as it should be. */
const LockFinding = z.strictObject({
  /** Of a manifest or a blob. */
  key: z.string(),
  what: z.string(),
  /** Points, by key, that it belongs to. */
  points: z.array(z.string()),
})
export type LockFinding = z.infer<typeof LockFinding>

/** `audits/locks.json`: what looks at locks found, which may take several audits to come round, and where the next one begins. */
export const LocksRecord = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  /** SHA-256 of what chooses the plan of a resource, of the locks that plans ask for, and of the vault's address. */
  rules: Sha256,
  /** Path of the last resource that was looked at; `null` when there was time for all. */
  after: z.string().nullable(),
  /** When all had been looked at last; missing while they never were. */
  wholeAt: Instant.optional(),
  /** What was found wanting when it was looked at last: the first ten thousand, and how many more there are. */
  short: z.array(LockFinding),
  more: z.int().nonnegative(),
  /** How many more the round that is under way counted by now. */
  moreOfRound: z.int().nonnegative(),
})
export type LocksRecord = z.infer<typeof LocksRecord>

/** `audits/copies.json`: where the next audit begins to compare copies, because the last one had no time for all. */
export const CopiesRecord = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  /** The last key that was compared, by the address of each copy for which time was short. */
  after: z.record(z.string(), z.string()),
})
export type CopiesRecord = z.infer<typeof CopiesRecord>

/** What starts something by itself. */
const ExpectedStart = z.strictObject({
  /** As EventBridge Scheduler takes it. */
  expression: z.string(),
  timeZone: z.string(),
  /** When an audit saw it first; not there when no deployment said it. */
  since: Instant.optional(),
})
export type ExpectedStart = z.infer<typeof ExpectedStart>

/** `audits/expected.json`: the schedules of the deployment that audits the vault. */
export const ExpectedRecord = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  starts: z.strictObject({
    quick: ExpectedStart.optional(),
    deep: ExpectedStart.optional(),
    retention: ExpectedStart.optional(),
    restoreTests: ExpectedStart.optional(),
    copies: ExpectedStart.optional(),
  }),
})
export type ExpectedRecord = z.infer<typeof ExpectedRecord>

/** `audits/<date>/<audit id>/plan.json`: what an audit set out for. */
export const AuditPlan = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  ...AuditRef.shape,
  startedBy: z.string(),
  /** The parts of each shard. */
  shards: z.array(z.array(PartName)),
})
export type AuditPlan = z.infer<typeof AuditPlan>

/** `audits/<date>/<audit id>/shards/<n>.json`: how far a shard is. */
export const ShardProgress = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  /** Parts whose blobs were all read. */
  parts: z.record(PartName, z.strictObject({ readAt: Instant, ...BlobsRead.shape })),
  /** The part that was being read when time was up, and the last blob that was. */
  current: z.strictObject({ part: PartName, after: Sha256, ...BlobsRead.shape }).optional(),
  /** Manifests of all the shard's parts: how many were read, up to which key. */
  manifests: z
    .strictObject({ after: z.string(), done: z.boolean(), count: z.int(), damaged: z.array(Damaged) })
    .optional(),
  /** Of everything that was read. */
  encryption: z.array(EncryptionSeen),
})
export type ShardProgress = z.infer<typeof ShardProgress>

/** A problem that people were told of and that had not ended: what tells its end when it is gone. */
export const ToldProblem = z.strictObject({
  kind: z.enum(['function-unprotected', 'integrity', 'lock-missing', 'restore-ended', 'audit-finding']),
  key: z.string(),
  subject: z.string(),
})
export type ToldProblem = z.infer<typeof ToldProblem>

/** `audits/told.json`: what the audits of a deployment told people of. */
export const ToldRecord = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  problems: z.array(ToldProblem),
})
export type ToldRecord = z.infer<typeof ToldRecord>
