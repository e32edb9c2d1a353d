import type { Readable } from 'node:stream'
import type { JsonObject } from '../model/json.ts'

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
