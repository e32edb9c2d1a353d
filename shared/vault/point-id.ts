import type { PointId, Sha256 } from '../model/manifest.ts'
import type { ResourceRef } from '../model/resource.ts'
import { fingerprint } from './fingerprint.ts'

/** What a recovery point is named after. */
export interface PointIdentity {
  readonly resource: ResourceRef
  /** Key of the manifest before it; `null` for the first. */
  readonly previous: string | null
  /** `null` for a tombstone. */
  readonly fingerprint: Sha256 | null
}

/**
 * The id of a recovery point: the first 16 hexadecimal digits of the SHA-256 of its identity. It follows from
 * the content on purpose: two captures of the same change in the same second meet on the same key, where
 * `If-None-Match` lets one of them write and the other finds its own point.
 */
export function pointId({ resource, previous, fingerprint: content }: PointIdentity): PointId {
  const { account, zone, kind, name } = resource
  const identity = { resource: { account, zone, kind, name }, previous, fingerprint: content }
  return fingerprint(identity).slice(0, 16)
}
