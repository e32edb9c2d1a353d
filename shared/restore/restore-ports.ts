import type { Readable } from 'node:stream'
import type { JsonObject } from '../model/json.ts'
import type { BlobRef } from '../model/manifest.ts'
import type { Downloader, FunctionRef } from '../ports/lambda-api.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { Clock, Log } from '../ports/runtime.ts'
import type { TestEventsSchema } from '../ports/surroundings-api.ts'
import type { Vault } from '../ports/vault.ts'
import type { Sources } from '../capture/scope.ts'
import type { EdgePlace, EdgeReader } from './edge/edge-ports.ts'

/** Code on its way to Lambda. `bytes` go with the request; what is larger is fetched by Lambda from S3. */
export type CodeInput =
  | { readonly type: 'bytes'; readonly bytes: Uint8Array }
  | { readonly type: 's3'; readonly bucket: string; readonly key: string; readonly versionId?: string }
  /** Reference mode: Lambda keeps no copy. */
  | { readonly type: 'reference'; readonly bucket: string; readonly key: string; readonly versionId?: string }
  | { readonly type: 'image'; readonly uri: string }

/** What a code update says besides the code. */
export interface CodeOptions {
  readonly architectures?: readonly string[]
  readonly sourceKmsKeyArn?: string
}

/**
 * The Lambda control plane of one region, writing. `input` and answers are plain JSON under the API's own member
 * names. Deleting what is not there is no error. Errors as LambdaApi.
 */
export interface LambdaWriter {
  /** CreateFunction without `Code`. @returns the configuration */
  createFunction(input: JsonObject, code: CodeInput, options: CodeOptions): Promise<JsonObject>
  replaceCode(name: string, code: CodeInput, options: CodeOptions): Promise<JsonObject>
  updateConfiguration(input: JsonObject): Promise<JsonObject>
  /** @returns the configuration of the version; of the last one when nothing changed since */
  publishVersion(name: string): Promise<JsonObject>
  /** A function, or one of its versions. */
  deleteFunction(ref: FunctionRef): Promise<void>
  /** Creates an alias, or changes the one of that name. */
  putAlias(input: JsonObject): Promise<void>
  deleteAlias(name: string, alias: string): Promise<void>
  addPermission(input: JsonObject): Promise<void>
  removePermission(ref: FunctionRef, statementId: string): Promise<void>
  /** Puts a policy in place of all that a function, version or alias has, by ARN; `undefined`: takes it away. */
  setPolicy(arn: string, policy: JsonObject | undefined): Promise<void>
  /** Creates the URL, or changes the one that is there. */
  putFunctionUrl(input: JsonObject): Promise<void>
  deleteFunctionUrl(ref: FunctionRef): Promise<void>
  putEventInvokeConfig(input: JsonObject): Promise<void>
  deleteEventInvokeConfig(ref: FunctionRef): Promise<void>
  /** `undefined`: none is reserved. */
  setReservedConcurrency(name: string, executions: number | undefined): Promise<void>
  setProvisionedConcurrency(ref: FunctionRef, executions: number | undefined): Promise<void>
  putRuntimeManagement(input: JsonObject): Promise<void>
  putRecursion(input: JsonObject): Promise<void>
  putScaling(input: JsonObject): Promise<void>
  /** `undefined`: code is not checked. */
  setCodeSigning(name: string, configArn: string | undefined): Promise<void>
  tag(arn: string, tags: Readonly<Record<string, string>>): Promise<void>
  untag(arn: string, keys: readonly string[]): Promise<void>
  publishLayer(input: JsonObject, code: CodeInput): Promise<JsonObject>
  /** Every version of a layer of this account, newest first; none when there is no such layer. */
  listLayerVersions(name: string): Promise<readonly JsonObject[]>
  addLayerPermission(input: JsonObject): Promise<void>
  deleteLayerVersion(name: string, version: number): Promise<void>
  /** `undefined` when there is no such mapping. */
  readMapping(uuid: string): Promise<JsonObject | undefined>
  createMapping(input: JsonObject): Promise<JsonObject>
  updateMapping(input: JsonObject): Promise<JsonObject>
  deleteMapping(uuid: string): Promise<void>
}

/** Execution roles, writing. Deleting what is not there is no error. Errors as LambdaApi. */
export interface RoleWriter {
  createRole(input: JsonObject): Promise<JsonObject>
  putInlinePolicy(role: string, name: string, document: JsonObject): Promise<void>
  createPolicy(input: JsonObject): Promise<JsonObject>
  attachPolicy(role: string, arn: string): Promise<void>
  detachPolicy(role: string, arn: string): Promise<void>
  deleteInlinePolicy(role: string, name: string): Promise<void>
  deletePolicy(arn: string): Promise<void>
  deleteRole(name: string): Promise<void>
}

/** Log groups, writing. */
export interface LogGroupWriter {
  /** One that is there already is no error. */
  createLogGroup(input: JsonObject): Promise<void>
  /** Days; `undefined`: for ever. */
  setRetention(name: string, days: number | undefined): Promise<void>
}

/** The events that functions are tried with, writing. */
export interface TestEventsWriter {
  /** Makes this the newest version of a function's schema. Schema and registry are made where they are not there. */
  putTestEvents(functionName: string, events: Pick<TestEventsSchema, 'type' | 'content'>): Promise<void>
  /** Those that are not there are no error. */
  deleteTestEvents(functionName: string): Promise<void>
}

/** A bucket in the target region from which Lambda fetches large packages. */
export interface StagingArea {
  /** Puts a package there, unless it is there. @returns its key */
  put(bucket: string, key: string, blob: BlobRef, open: () => Promise<Readable>): Promise<void>
  remove(bucket: string, key: string): Promise<void>
}

/** Everything that one region of the target account is read through. */
export interface PlaceReader extends Sources {
  /** CloudFront of the account: the same from every region. */
  readonly openEdge: () => EdgeReader
}

/** Everything that one region of the target account is restored through. */
export interface Place extends PlaceReader {
  readonly openEdge: () => EdgePlace
  readonly downloader: Downloader
  readonly writer: LambdaWriter
  readonly roles: RoleWriter
  readonly logGroups: LogGroupWriter
  readonly testEvents: TestEventsWriter
  readonly staging: StagingArea
}

/** What planning touches; it only reads. */
export interface PlanPorts {
  readonly vault: Pick<Vault, 'readManifest' | 'openBlob' | 'listLatest'>
  readonly clock: Clock
  readonly log: Log
  /** The account that `openPlace` leads to; a request for another one is refused. */
  readonly account: string
  /** The same region gives the same place. */
  readonly openPlace: (region: string) => PlaceReader
}

/** What carrying out, verifying and undoing touch. */
export interface RestorePorts extends Omit<PlanPorts, 'vault' | 'openPlace'> {
  readonly vault: Vault
  /** Where the journal is: the vault's own objects. */
  readonly store: ObjectStore
  readonly clock: Clock
  /** Does some work again and again, so many milliseconds apart, until the answer is called. */
  readonly every?: (ms: number, work: () => void) => () => void
  readonly openPlace: (region: string) => Place
}
