import * as z from 'zod'
import { JsonObjectSchema, JsonValueSchema } from './json.ts'
import { FORMAT_VERSION, Instant, PointId } from './manifest.ts'
import { ResourceRef } from './resource.ts'
import { Failure, RunId, ZoneName } from './run.ts'

/** Identifier of a restore; a folder under `restores/`. Made like a run's. */
export const RestoreId = RunId
export type RestoreId = z.infer<typeof RestoreId>

/**
 * What can be restored by itself. A function that is not there is created with `code` and `configuration` always;
 * layers and, when asked for, the role go with `configuration`.
 */
export const RestorePart = z.enum([
  'code',
  'configuration',
  'versions',
  'aliases',
  'policies',
  'urls',
  'async-settings',
  'concurrency',
  'runtime-management',
  'recursion',
  'scaling',
  'code-signing',
  'triggers',
  'tags',
  'log-retention',
  'test-events',
])
export type RestorePart = z.infer<typeof RestorePart>

const Names = z.record(z.string().min(1), z.string().min(1))

/**
 * How names of the point read at the target, by what they name. Functions, accounts and regions that the request
 * itself changes need not be here. docs/cli.md documents the file.
 */
export const RestoreMap = z.strictObject({
  account: Names.optional(),
  region: Names.optional(),
  /** ARN or name to ARN or name. */
  role: Names.optional(),
  subnet: Names.optional(),
  securityGroup: Names.optional(),
  key: Names.optional(),
  layer: Names.optional(),
  fileSystem: Names.optional(),
  /** Any other ARN. Environment values change only when one is named here exactly. */
  arn: Names.optional(),
})
export type RestoreMap = z.infer<typeof RestoreMap>

/** What becomes of a target that exists: nothing, it goes back to the point, or another name is taken. */
export const OnConflict = z.enum(['refuse', 'update', 'rename'])
export type OnConflict = z.infer<typeof OnConflict>

/** Where a restored stream mapping begins: what comes, what is still held, or when the point was taken. */
export const StreamStart = z.enum(['latest', 'trim-horizon', 'at-capture'])
export type StreamStart = z.infer<typeof StreamStart>

/** What somebody wants back, where. */
export const RestoreRequest = z.strictObject({
  restoreId: RestoreId,
  /** Keys of manifests. */
  points: z.array(z.string().min(1)).min(1),
  /** Each is that of the point unless it is given. `name` needs exactly one point. */
  target: z.strictObject({
    account: ResourceRef.shape.account.optional(),
    region: ZoneName.optional(),
    name: z.string().min(1).optional(),
  }),
  parts: z.array(RestorePart).min(1),
  onConflict: OnConflict,
  map: RestoreMap,
  start: StreamStart,
  /** Creates the execution role from the point when it is missing. */
  withRole: z.boolean(),
  /** Bucket by target region, for packages that are too large to be sent to Lambda directly. */
  stagingBuckets: z.record(z.string(), z.string()).optional(),
  /** Who asked, by ARN. */
  principal: z.string(),
})
export type RestoreRequest = z.infer<typeof RestoreRequest>

/** `create` before the restored resource is verified, `enable` after: what makes it live. */
export const RestorePhase = z.enum(['create', 'enable'])
export type RestorePhase = z.infer<typeof RestorePhase>

/** One thing that will be done: a value, made while planning, carried out as it stands. */
export const RestoreStep = z.strictObject({
  /** Its number in the plan, five digits: the order, and the key of its journal. */
  id: z.string().regex(/^\d{5}$/),
  /** Which item of the plan it belongs to: its index. */
  item: z.int().nonnegative(),
  /** Name of its file in shared/restore/steps or shared/restore/edge/steps. */
  action: z.string().min(1),
  phase: RestorePhase,
  /** What it changes: an ARN, as the target will be called. */
  resource: z.string(),
  what: z.string(),
  why: z.string(),
  risk: z.enum(['none', 'low', 'high']),
  /** How it is taken back. */
  undo: z.strictObject({ can: z.boolean(), how: z.string() }),
  /**
   * All that carrying it out needs, under the names of the target, save for the numbers of versions and of layer
   * versions: they are those of the point, and are translated when the step is carried out. Never an environment
   * value: the configuration is named by point and version.
   */
  input: JsonObjectSchema,
})
export type RestoreStep = z.infer<typeof RestoreStep>

/** One point and what is made of it. */
export const RestoreItem = z.strictObject({
  /** Key of the manifest. */
  point: z.string(),
  pointId: PointId,
  takenAt: Instant,
  source: ResourceRef,
  target: ResourceRef,
  partition: z.string(),
  /** `create`: nothing of that name is there. `update`: what is there goes back to the point. */
  mode: z.enum(['create', 'update']),
  /** Versions of the point that the target has already, by number: the number that they have there. */
  versions: z.record(z.string(), z.string()),
  parts: z.array(RestorePart),
  /** Items, by index, all of them before this one, that must be restored first. */
  needs: z.array(z.int().nonnegative()),
})
export type RestoreItem = z.infer<typeof RestoreItem>

/** What no restore can give back, or this one leaves as it is: known beforehand, so that verification expects it. */
export const Loss = z.strictObject({ item: z.int(), part: z.string(), what: z.string() })
export type Loss = z.infer<typeof Loss>

/** Why the plan cannot be carried out, and what to do about it. */
export const RestoreProblem = z.strictObject({
  /** The point's index in the request. */
  item: z.int(),
  /** `conflict`: the target exists. `missing`: something that it needs is not there. */
  kind: z.enum(['conflict', 'missing', 'too-large', 'invalid', 'unreadable']),
  what: z.string(),
  advice: z.string(),
})
export type RestoreProblem = z.infer<typeof RestoreProblem>

/** `restores/<id>/plan.json`. Steps are in the order in which they are carried out, item by item. */
export const RestorePlan = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  plannedAt: Instant,
  request: RestoreRequest,
  items: z.array(RestoreItem),
  steps: z.array(RestoreStep),
  cannotComeBack: z.array(Loss),
  /** What a person should look at before, or do after: nothing that stops the restore. */
  remarks: z.array(z.strictObject({ item: z.int(), what: z.string() })),
  /** A plan with problems is not carried out. */
  problems: z.array(RestoreProblem),
})
export type RestorePlan = z.infer<typeof RestorePlan>

/** `restores/<id>/steps/<step>-begun.json`: written before anything is done. */
export const StepBegun = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  step: z.string(),
  action: z.string(),
  at: Instant,
  /** What was there before, as far as taking back needs it. */
  before: JsonObjectSchema,
})
export type StepBegun = z.infer<typeof StepBegun>

/** `restores/<id>/steps/<step>-done.json`. */
export const StepDone = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  step: z.string(),
  action: z.string(),
  at: Instant,
  /** What came of it: new version numbers, ids, what was created. */
  answer: JsonObjectSchema,
})
export type StepDone = z.infer<typeof StepDone>

/** `restores/<id>/steps/<step>-undone.json`. */
export const StepUndone = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  step: z.string(),
  action: z.string(),
  at: Instant,
  /** What could not be taken back, as a sentence; missing when all of it was. */
  left: z.string().optional(),
})
export type StepUndone = z.infer<typeof StepUndone>

/**
 * `restores/<id>/lock.json`. Whoever holds it writes it again every few seconds: one that stays the same is that of a
 * process that ended.
 */
export const RestoreLock = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  restoreId: RestoreId,
  state: z.enum(['held', 'free']),
  at: Instant,
})
export type RestoreLock = z.infer<typeof RestoreLock>

/** One member that is not as it should be. Values of environments are never in it. */
export const Difference = z.strictObject({
  /** As the point calls it: `versions.3.configuration.Timeout`. */
  path: z.string(),
  expected: JsonValueSchema.optional(),
  found: JsonValueSchema.optional(),
})
export type Difference = z.infer<typeof Difference>

/** What reading one restored resource back said. */
export const ItemVerification = z.strictObject({
  item: z.int(),
  target: ResourceRef,
  verdict: z.enum(['clean', 'failed']),
  differences: z.array(Difference),
  /** SHA-256 of code that was downloaded and hashed, by version. */
  hashed: z.record(z.string(), z.string()),
  /** Why it could not be read back. */
  failure: Failure.optional(),
})
export type ItemVerification = z.infer<typeof ItemVerification>

/** `restores/<id>/verification-<create|enable>.json`: after that phase. */
export const Verification = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  phase: RestorePhase,
  at: Instant,
  verdict: z.enum(['clean', 'failed']),
  items: z.array(ItemVerification),
})
export type Verification = z.infer<typeof Verification>

/** How numbers and ids of the point read at the target: what a restore cannot keep. */
export const Renumbering = z.strictObject({
  /** By ARN of the restored function: old number to new. */
  versions: z.record(z.string(), z.record(z.string(), z.string())),
  /** ARN of a layer version as the plan names it, to the one that was published. */
  layers: z.record(z.string(), z.string()),
  /** UUID of an event source mapping. */
  mappings: z.record(z.string(), z.string()),
})
export type Renumbering = z.infer<typeof Renumbering>

/** `restores/<id>/outcome.json`, and what every step of a restore answers with. */
export const RestoreOutcome = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  restoreId: RestoreId,
  /**
   * `applied`: everything of the phase is done. `paused`: time ran out, or somebody took it up again; go on. `restored`: verified and live.
   * `unclean`: done, and verification found differences; it is not live. `failed`: a step failed. `undone`.
   */
  state: z.enum(['applied', 'paused', 'restored', 'unclean', 'failed', 'undone']),
  at: Instant,
  steps: z.strictObject({ planned: z.int(), done: z.int() }),
  /** The step that failed, and why. */
  failures: z.array(z.strictObject({ item: z.int(), step: z.string(), failure: Failure })),
  renumbering: Renumbering,
  /** What undoing could not take back. */
  left: z.array(z.string()),
})
export type RestoreOutcome = z.infer<typeof RestoreOutcome>

/**
 * `restores/<id>/ended.json`: people know how it ended. Whoever goes on with it, or takes it back, writes into the journal, or an
 * outcome that is newer, before anything is done: then it has not ended any more.
 */
export const RestoreEnd = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  restoreId: RestoreId,
  state: z.enum(['restored', 'unclean', 'failed', 'undone']),
  at: Instant,
  /** How many records the journal had then. */
  records: z.int().nonnegative(),
})
export type RestoreEnd = z.infer<typeof RestoreEnd>
