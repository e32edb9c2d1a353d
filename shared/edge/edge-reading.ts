import type { GapLog } from '../model/gaps.ts'
import type { CloudFrontFunctionContent, DistributionContent, KeyValueStoreContent } from '../model/edge.ts'
import type { JsonObject } from '../model/json.ts'
import type { BlobRef } from '../model/manifest.ts'

/** What a recovery point of a resource of the edge holds. */
export type EdgeContent = CloudFrontFunctionContent | KeyValueStoreContent | DistributionContent

/** Bytes that a reading names. Without `bytes` they are in the vault already. All are small: 10 KB, 5 MB. */
export interface NamedBytes {
  readonly blob: BlobRef
  readonly bytes?: Uint8Array
}

/** A resource of the edge as it was read. */
export interface EdgeReading<Content extends EdgeContent = EdgeContent> {
  readonly content: Content
  readonly observed: JsonObject
  readonly gaps: GapLog
  readonly named: readonly NamedBytes[]
}
