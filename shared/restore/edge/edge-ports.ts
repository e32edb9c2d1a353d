import type { JsonObject } from '../../model/json.ts'
import type { CloudFrontApi, KeyValue } from '../../ports/cloudfront-api.ts'

/** What one request puts into a key value store and takes out of it: all or nothing. */
export interface PairChanges {
  readonly puts: readonly KeyValue[]
  readonly deletes: readonly string[]
}

/**
 * CloudFront, writing. `input` is plain JSON under the API's own member names; `etag` says which state is changed.
 * Deleting what is not there is no error. Errors as LambdaApi, and PreconditionFailedError when `etag` is not that of
 * the present state.
 */
export interface EdgeWriter {
  /** CreateFunction without its code; it stands in DEVELOPMENT then. */
  createFunction(input: JsonObject, code: Uint8Array): Promise<void>
  /** UpdateFunction without its code: changes DEVELOPMENT. */
  updateFunction(input: JsonObject, code: Uint8Array): Promise<void>
  /** Makes LIVE what DEVELOPMENT is. */
  publishFunction(name: string, etag: string): Promise<void>
  deleteFunction(name: string, etag: string): Promise<void>
  createKeyValueStore(input: JsonObject): Promise<void>
  updateKeyValueStore(input: JsonObject): Promise<void>
  deleteKeyValueStore(name: string, etag: string): Promise<void>
  /** @param etag that of the pairs @returns the new one */
  updateKeys(arn: string, etag: string, changes: PairChanges): Promise<string>
  updateDistribution(id: string, etag: string, config: JsonObject): Promise<void>
  tag(arn: string, tags: Readonly<Record<string, string>>): Promise<void>
  untag(arn: string, keys: readonly string[]): Promise<void>
}

/** What CloudFront is read through when a restore is planned. */
export interface EdgeReader {
  readonly cloudfront: CloudFrontApi
}

/** What CloudFront is restored through. */
export interface EdgePlace extends EdgeReader {
  readonly writer: EdgeWriter
}
