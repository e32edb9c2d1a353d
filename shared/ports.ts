import type { Readable } from 'node:stream'
import type { Alert } from './model/alert.ts'
import type { JsonObject } from './model/json.ts'
import type { MetricPoint } from './model/metrics.ts'
import type { BlobRef, Manifest, Pointer, RecoveryPoint, Sha256, Tombstone } from './model/manifest.ts'
import type { Inventory } from './model/inventory.ts'
import type { ResourceRef } from './model/resource.ts'

/** The time of day and the passing of it. */
export interface Clock {
  now(): Date
  /** Waits. `ms` in milliseconds. */
  sleep(ms: number): Promise<void>
}

/** Structured log. Fields are facts; never an environment value, a token or a presigned URL. */
export interface Log {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void
  info(message: string, fields?: Readonly<Record<string, unknown>>): void
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void
  error(message: string, fields?: Readonly<Record<string, unknown>>): void
}

/** Counts and durations for CloudWatch. */
export interface Metrics {
  /** The name, the unit, the value; and the zone, of a metric that has one number for each. */
  add(...point: MetricPoint): void
}

/** Where people are told. */
export interface AlertDesk {
  /**
   * Tells people what is new of these: a problem that is known already is not told again, an end only where people know
   * of the problem. @throws HoldfastError when they could not be told
   */
  tell(alerts: readonly Alert[]): Promise<void>
}

/** The `changes` queue and its dead-letter queue. */
export interface ChangeQueue {
  /** The message stays invisible for `seconds`, then comes again. */
  retryIn(receiptHandle: string, seconds: number): Promise<void>
  /** Puts new messages into the queue, which come after `seconds`, at most 900. Some may be in it when this fails. */
  sendLater(bodies: readonly string[], seconds: number): Promise<void>
  /** Puts a message where a person sees it, with the reason beside it as attributes. */
  deadLetter(body: string, reason: { readonly error: string; readonly message: string }): Promise<void>
}

/** What a store says of one object. `version` is opaque (an ETag) and goes back into `WriteCondition`. */
export interface ObjectStat {
  readonly key: string
  readonly size: number
  readonly version: string
  readonly modifiedAt: Date
}

/** `absent`: only if nothing stands there. `{ version }`: only if it still is that version. */
export type WriteCondition = 'absent' | { readonly version: string }

export interface WriteOptions {
  /** Bytes in `body`. */
  readonly size: number
  /** SHA-256 of `body`, when known: the store refuses other bytes with DownloadCorruptError. */
  readonly sha256?: Sha256
  readonly condition: WriteCondition
  /** How it is locked from its first moment on. A store that has no locks refuses it with UnsupportedError. */
  readonly lock?: ObjectLock
}

/**
 * Until when nobody takes an object away. `governance`: nobody without a permission of its own, which Holdfast gives to
 * nobody; `compliance`: nobody at all, the account's owner included.
 */
export interface ObjectLock {
  readonly mode: 'governance' | 'compliance'
  readonly until: Date
}

/** The locks of a bucket's objects: Object Lock of S3. A directory has none. */
export interface ObjectLocks {
  /** The lock of one object, one that has run out among them; `undefined` when it never had one, or is not there. */
  lockOf(key: string): Promise<ObjectLock | undefined>
  /**
   * Locks an object, or locks it longer.
   * @throws NotFoundError when it is not there
   * @throws AccessDeniedError when the lock that it has would become weaker
   */
  extend(key: string, lock: ObjectLock): Promise<void>
}

/**
 * Where a vault keeps its objects: a bucket, a directory, or memory in tests. Keys use `/` and never begin with it.
 * All implementations pass test/contracts/object-store.ts.
 */
export interface ObjectStore {
  /** `s3://bucket/prefix`, `file:///directory` or `memory:`; for people. */
  readonly url: string
  /** The bytes of one object. @throws NotFoundError */
  read(key: string): Promise<Readable>
  /** The bytes and version of one small object, together; `undefined` when it is not there. */
  load(key: string): Promise<{ readonly bytes: Uint8Array; readonly version: string } | undefined>
  /** Facts of one object; `undefined` when it is not there. */
  stat(key: string): Promise<ObjectStat | undefined>
  /**
   * Writes one object whole or not at all.
   * @throws PreconditionFailedError when `condition` does not hold
   * @throws DownloadCorruptError when the bytes do not have the announced SHA-256 or size
   */
  write(key: string, body: Readable | Uint8Array, options: WriteOptions): Promise<ObjectStat>
  /** Every object whose key begins with `prefix`, in order of key; all pages. */
  list(prefix: string): AsyncIterable<ObjectStat>
}

/**
 * A store that things can be removed from: retention's alone. Whoever captures or restores is given an ObjectStore, and
 * cannot delete.
 */
export interface RetentionStore extends ObjectStore {
  /**
   * Removes one object if it still is that version; where nothing stands, nothing is done.
   * @throws PreconditionFailedError when another version stands there
   */
  remove(key: string, version: string): Promise<void>
}

/** A pointer together with the version that a conditional move needs. */
export interface PointerState {
  readonly pointer: Pointer
  readonly version: string
}

/** Which manifests to list; every member narrows. */
export interface ManifestFilter {
  readonly account?: string
  readonly zone?: string
  readonly name?: string
}

/** A manifest's place, told by its key alone. */
export interface ManifestEntry {
  readonly key: string
  readonly resource: ResourceRef
  readonly id: string
  /** To the second; from the key. */
  readonly takenAt: Date
  readonly size: number
}

/** A zone that was listed, and when that was written to the vault last. */
export interface ListedZone {
  readonly zone: string
  readonly writtenAt: Date
}

/** The store in Holdfast's format. Reads validate what they return. */
export interface Vault {
  readonly url: string
  /** @throws VaultFormatError, VaultUnavailableError */
  hasBlob(sha256: Sha256): Promise<boolean>
  /**
   * Stores bytes under their name unless they are there; `open` is called only when they are needed.
   * @throws DownloadCorruptError when the bytes are not what `blob` says
   */
  putBlob(blob: BlobRef, open: () => Promise<Readable>): Promise<'stored' | 'present'>
  /** The bytes of one blob, hashed on the way: the stream fails with BlobCorruptError. @throws BlobMissingError */
  openBlob(sha256: Sha256): Promise<Readable>
  /**
   * Writes a manifest once; `present` when one of that key (same resource, second, predecessor and content) is there,
   * whose lock stays what it is.
   *
   * @param lock how it is locked; a vault that locks by plans knows better
   * @throws PreconditionFailedError when a blob that it names was swept, or is being swept: put the blobs again
   */
  putManifest(
    manifest: RecoveryPoint | Tombstone,
    lock?: ObjectLock,
  ): Promise<{ readonly key: string; readonly state: 'stored' | 'present' }>
  /** Says that the newest point still tells how its resource is: where points are locked, its lock is renewed. */
  confirmPoint(key: string): Promise<void>
  /** @throws NotFoundError, ManifestInvalidError, VaultFormatError */
  readManifest(key: string): Promise<Manifest>
  /** Manifests by key, ordered by resource, then time; all of them. */
  listManifests(filter: ManifestFilter): AsyncIterable<ManifestEntry>
  latest(resource: ResourceRef): Promise<PointerState | undefined>
  /** Moves the pointer. `expected` is the version it had, `undefined` when it was not there. @throws PreconditionFailedError */
  moveLatest(pointer: Pointer, expected: string | undefined): Promise<void>
  /** Every resource that has a pointer, told by the keys alone: no pointer is read. */
  listResources(filter: ManifestFilter): AsyncIterable<ResourceRef>
  /** Every pointer; all of them. Those that `filter` leaves out are told by their keys, and not read. */
  listLatest(filter: ManifestFilter): AsyncIterable<Pointer>
  readInventory(
    account: string,
    zone: string,
  ): Promise<{ readonly inventory: Inventory; readonly version: string } | undefined>
  writeInventory(inventory: Inventory, expected: string | undefined): Promise<void>
  /**
   * Enters a function in the index of sources, by the ARN of one; again does no harm. Nothing is ever taken out of the
   * index.
   */
  noteSource(resource: ResourceRef, sourceArn: string): Promise<void>
  /** Every function of the account that had anything to do with this source once; told by the keys alone. */
  functionsOf(account: string, sourceArn: string): AsyncIterable<ResourceRef>
  /** The zones of an account that were listed at least once; no inventory is read. */
  listInventories(account: string): AsyncIterable<ListedZone>
}

/** A function, or one of its versions or aliases. */
export interface FunctionRef {
  readonly name: string
  /** A version number or an alias; without it `$LATEST`. */
  readonly qualifier?: string
}

/** Answer of GetFunction. `location` is a presigned URL, valid ten minutes: never stored, never logged. */
export interface FunctionDescription {
  readonly configuration: JsonObject
  readonly code: JsonObject
  readonly location: string | undefined
  readonly tags: Readonly<Record<string, string>> | undefined
  readonly tagsError: JsonObject | undefined
  readonly reservedConcurrency: number | undefined
}

/** Answer of GetLayerVersionByArn. `location` as above. */
export interface LayerDescription {
  readonly description: JsonObject
  readonly content: JsonObject
  readonly location: string | undefined
}

/**
 * The Lambda control plane of one region, read only. Lists are read to their last page. What AWS calls
 * "not found" for a part that may be missing is `undefined`. Answers are plain JSON: no Date, no undefined.
 * @throws NotFoundError, AccessDeniedError, UnsupportedError, ThrottledError, ServiceFaultError, RequestRejectedError
 */
export interface LambdaApi {
  readonly region: string
  listFunctions(): AsyncIterable<JsonObject>
  getFunction(ref: FunctionRef): Promise<FunctionDescription>
  /** `$LATEST` and every published version, in the order AWS lists them. */
  listVersions(name: string): Promise<readonly JsonObject[]>
  listAliases(name: string): Promise<readonly JsonObject[]>
  /** The policy document, parsed. */
  getPolicy(ref: FunctionRef): Promise<JsonObject | undefined>
  listFunctionUrls(name: string): Promise<readonly JsonObject[]>
  listEventInvokeConfigs(name: string): Promise<readonly JsonObject[]>
  listProvisionedConcurrency(name: string): Promise<readonly JsonObject[]>
  /** ARN of the function's code signing configuration. */
  getCodeSigningArn(name: string): Promise<string | undefined>
  /** `undefined` when there is no such configuration any more. */
  getCodeSigningConfig(arn: string): Promise<JsonObject | undefined>
  /** Every code signing configuration of the region. */
  listCodeSigningConfigs(): Promise<readonly JsonObject[]>
  /** ARNs of the functions that use one code signing configuration. */
  listCodeSigningFunctions(configArn: string): Promise<readonly string[]>
  getRuntimeManagement(ref: FunctionRef): Promise<JsonObject | undefined>
  getRecursion(name: string): Promise<JsonObject | undefined>
  getScaling(ref: FunctionRef): Promise<JsonObject | undefined>
  /** Mappings of one function (`name`, or `name:qualifier`), or of the region. */
  listEventSourceMappings(name?: string): Promise<readonly JsonObject[]>
  getLayerVersion(arn: string): Promise<LayerDescription>
  /** The resource policy of a layer version of this account, parsed; others may not read theirs. */
  getLayerPolicy(arn: string): Promise<JsonObject | undefined>
  getCapacityProvider(arn: string): Promise<JsonObject>
}

/** Downloads from a presigned URL. @throws ServiceFaultError, AccessDeniedError, NotFoundError */
export interface Downloader {
  open(url: string): Promise<Readable>
}

/** What surrounds a function in other services of its account, read only. Same conventions and errors as LambdaApi. */
export interface SurroundingsApi {
  /** Role with trust policy, path, boundary and tags; not what is attached to it. */
  getRole(name: string): Promise<JsonObject | undefined>
  /** Policies written into the role: `PolicyName` and parsed `PolicyDocument` each. */
  listInlinePolicies(roleName: string): Promise<readonly JsonObject[]>
  /** Policies attached to the role: `PolicyName` and `PolicyArn` each. */
  listAttachedPolicies(roleName: string): Promise<readonly JsonObject[]>
  /** A managed policy with the parsed `PolicyDocument` of its default version. */
  getManagedPolicy(arn: string): Promise<JsonObject | undefined>
  /** Log group by exact name: retention, class, key. */
  getLogGroup(name: string): Promise<JsonObject | undefined>
  /** Every log group whose name begins with `prefix`. */
  listLogGroups(prefix: string): Promise<readonly JsonObject[]>
  /** Subnets by id; those that are gone are left out. */
  listSubnets(ids: readonly string[]): Promise<readonly JsonObject[]>
  /** Security groups by id; those that are gone are left out. */
  listSecurityGroups(ids: readonly string[]): Promise<readonly JsonObject[]>
  /** Whether ECR has an image, by the digest or tag of its URI; `undefined` for a URI that is not of ECR. */
  hasImage(uri: string): Promise<boolean | undefined>
  /** Availability, Local and Wavelength Zones of the region that the account has opted into. */
  listAvailabilityZones(): Promise<readonly JsonObject[]>
  /** The events that a function is tried with; `undefined` when there are none. @param version the newest if not given */
  getTestEvents(functionName: string, version?: string): Promise<TestEventsSchema | undefined>
}

/** The events that a function is tried with, as EventBridge holds them. `content` is data: never logged. */
export interface TestEventsSchema {
  /** `OpenApi3` or `JSONSchemaDraft4`. */
  readonly type: string
  /** The whole document, at most 100,000 characters (API reference, CreateSchema). */
  readonly content: string
  readonly version: string
}

/** The regions of the account. Errors as LambdaApi. */
export interface RegionsApi {
  /** Names of the regions that the account has enabled, and only those. */
  listEnabled(): Promise<readonly string[]>
}

/** Where a rule sends what it matches. */
export interface RuleTarget {
  readonly id: string
  readonly arn: string
  readonly roleArn?: string
  /** Whether the target gets something else than the event as it came. */
  readonly reshaped: boolean
}

/** One rule of EventBridge, its tags and targets included. */
export interface EventRule {
  readonly name: string
  readonly arn: string
  readonly enabled: boolean
  /** `undefined` for a rule that runs by schedule. */
  readonly pattern: JsonObject | undefined
  readonly tags: Readonly<Record<string, string>>
  readonly targets: readonly RuleTarget[]
}

/** EventBridge rules of one region; of its default bus unless another is named. Errors as LambdaApi. */
export interface EventRulesApi {
  readonly region: string
  /** Every rule of the default bus whose name begins with `prefix`. */
  listRules(prefix: string): Promise<readonly EventRule[]>
  readRule(name: string, bus?: string): Promise<EventRule | undefined>
  /** Creates the rule, or replaces it; enabled. Tags are set only when it is created. */
  putRule(rule: Pick<EventRule, 'name' | 'tags'> & NewRule): Promise<void>
  tagRule(arn: string, tags: Readonly<Record<string, string>>): Promise<void>
  putTarget(rule: string, target: Omit<RuleTarget, 'reshaped'>): Promise<void>
  removeTargets(rule: string, ids: readonly string[]): Promise<void>
  /** Its targets must be gone. A rule that is not there is no error. */
  deleteRule(name: string): Promise<void>
}

/** What a new rule needs besides its name and tags. */
export interface NewRule {
  readonly description: string
  readonly pattern: JsonObject
}

/** A CloudFormation stack. */
export interface Stack {
  readonly name: string
  /** As CloudFormation says it: `UPDATE_COMPLETE`. */
  readonly status: string
  readonly outputs: Readonly<Record<string, string>>
  /** Values of its parameters. */
  readonly parameters: Readonly<Record<string, string>>
}

/** CloudFormation, read only. Errors as LambdaApi. */
export interface StacksApi {
  readStack(name: string): Promise<Stack | undefined>
  /** Physical ids of the stack's resources of one type: `AWS::Scheduler::Schedule`. */
  listResources(name: string, type: string): Promise<readonly string[]>
}

/** Stage of a CloudFront function: what is worked on, and what viewers get. */
export type FunctionStage = 'DEVELOPMENT' | 'LIVE'

/** An answer of CloudFront together with the version of what it describes. */
export interface Described {
  readonly description: JsonObject
  readonly etag: string
}

/** One pair of a key value store. The value is data: never logged. */
export interface KeyValue {
  readonly key: string
  readonly value: string
}

/**
 * CloudFront's control plane and the data of its key value stores, read only. Same conventions and errors as
 * LambdaApi. CloudFront is one zone for the whole account.
 */
export interface CloudFrontApi {
  /** Summaries of every function that has this stage. */
  listFunctions(stage: FunctionStage): Promise<readonly JsonObject[]>
  /** Summary of one function in one stage; `undefined` when there is none. */
  describeFunction(name: string, stage: FunctionStage): Promise<Described | undefined>
  /** Source of one stage, at most 10 KB (CloudFront quotas); its ETag is the one that `describeFunction` gives. */
  getFunctionCode(
    name: string,
    stage: FunctionStage,
  ): Promise<{ readonly code: Uint8Array; readonly etag: string } | undefined>
  listKeyValueStores(): Promise<readonly JsonObject[]>
  describeKeyValueStore(name: string): Promise<Described | undefined>
  /** The data plane's own description: number and size of the pairs. Its ETag changes with every write of a pair. */
  describeKeyValues(arn: string): Promise<Described | undefined>
  /** Every pair, at most 5 MB (CloudFront quotas); `undefined` when there is no such store. */
  listKeyValues(arn: string): Promise<readonly KeyValue[] | undefined>
  /** Summaries of every distribution, cache behaviours included. */
  listDistributions(): Promise<readonly JsonObject[]>
  /** A distribution with its `DistributionConfig`. */
  getDistribution(id: string): Promise<Described | undefined>
  listTags(arn: string): Promise<Readonly<Record<string, string>>>
}
