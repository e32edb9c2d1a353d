import type { RequestHead } from './request-head.ts'
import { header } from './request-head.ts'
import type { RestPath } from './rest-match.ts'

/** The bucket that an S3 request names, in its host or first in its path, and the path that is left. */
export interface S3Address {
  readonly bucket: string | undefined
  readonly path: RestPath
}

/** `bucket.s3.eu-west-1.amazonaws.com`, `bucket.s3-website...`, `bucket.localhost:4566`. */
const VIRTUAL_HOST = /^(.+?)\.(?:s3[.-].*|s3express-.*|localhost)$/

/**
 * The ways to read where an S3 request goes, the likeliest first: virtual-host style, path style, and without
 * a bucket (ListBuckets, WriteGetObjectResponse). Empty segments inside a key count.
 */
export function s3Addresses(head: RequestHead): readonly S3Address[] {
  const host = (header(head.headers, 'host') ?? '').replace(/:\d+$/, '')
  const segments = head.path.slice(1).split('/')
  const whole = withoutTrailing(segments)
  const hosted = VIRTUAL_HOST.exec(host)?.[1]
  const none = { bucket: undefined, path: { segments: whole, inHost: false } }
  if (hosted !== undefined) return [{ bucket: hosted, path: { segments: whole, inHost: true } }, none]
  const [bucket = '', ...key] = segments
  if (bucket === '') return [none]
  return [
    { bucket: decodeURIComponent(bucket), path: { segments: withoutTrailing(key), inHost: true } },
    none,
  ]
}

/** `/` alone is no key; a key may end with a slash, and then the last, empty segment is part of it. */
function withoutTrailing(segments: readonly string[]): readonly string[] {
  return segments.length === 1 && segments[0] === '' ? [] : segments
}
