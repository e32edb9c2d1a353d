import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { JsonValue } from '../model/json.ts'
import type { Gap, PointContent, Sha256 } from '../model/manifest.ts'

/**
 * SHA-256 of a value's canonical JSON (RFC 8785), in lower-case hexadecimal: the same for equal values,
 * whatever the order of their members.
 * @throws TypeError when the value holds something that JSON cannot say
 */
export function fingerprint(value: JsonValue): Sha256 {
  const canonical = canonicalize(value)
  if (canonical === undefined) throw new TypeError('Only what JSON can say has a fingerprint.')
  return createHash('sha256').update(canonical, 'utf8').digest('hex')
}

/**
 * The fingerprint of a recovery point: what was read and what could not be read, less what changes by itself.
 * The messages of gaps are left out: AWS puts request ids in them.
 */
export function pointFingerprint(content: PointContent, gaps: readonly Gap[]): Sha256 {
  const parts = gaps.map(({ part, reason }) => ({ part, reason }))
  // A validated content is plain JSON; its optional members are absent, never `undefined`.
  return fingerprint({ content: content as unknown as JsonValue, gaps: parts })
}
