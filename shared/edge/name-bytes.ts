import { createHash } from 'node:crypto'
import type { BlobRef } from '../model/manifest.ts'
import type { KeyValue } from '../ports/cloudfront-api.ts'
import type { NamedBytes } from './edge-reading.ts'

/** Names bytes by their content, as the vault does. */
export function nameBytes(bytes: Uint8Array): NamedBytes & { readonly bytes: Uint8Array } {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { blob: { sha256, size: bytes.length }, bytes }
}

/**
 * Pairs as the JSON file that CloudFront imports a key value store from (Developer Guide, "File format for
 * key-value pairs"). In order of key and each key once, as that format demands, so that equal pairs are equal bytes.
 */
export function encodePairs(pairs: readonly KeyValue[]): Uint8Array {
  const once = new Map(pairs.map(({ key, value }) => [key, value]))
  const data = [...once].map(([key, value]) => ({ key, value })).sort((a, b) => (a.key < b.key ? -1 : 1))
  return Buffer.from(JSON.stringify({ data }))
}

/** Every blob that is named, once, in order of hash: as a manifest lists them. */
export function blobsNamed(named: readonly NamedBytes[]): BlobRef[] {
  const once = new Map(named.map(({ blob }) => [blob.sha256, blob]))
  return [...once.values()].sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1))
}
