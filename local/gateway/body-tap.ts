import { header, type RequestHead } from './request-head.ts'
import { JsonShortener } from './shorten-json.ts'

/** Bytes of a body that are kept to read a call's parameters; a larger one goes by unread. */
const LARGEST_BODY = 4 * 1024 * 1024
/** Bytes of one JSON string that are kept. Nothing that names a resource or a setting is longer. */
const LONGEST_STRING = 256 * 1024

/** Keeps what is needed of a body as it streams by. */
export interface BodyTap {
  readonly write: (chunk: Buffer) => void
  /** The body, JSON without its long strings; `undefined` when it was too large to be kept. */
  readonly bytes: () => Buffer | undefined
}

/** @returns `undefined` for a body that holds no parameters in a form that can be read */
export function tapFor(head: RequestHead): BodyTap | undefined {
  const type = header(head.headers, 'content-type') ?? ''
  if (head.headers['content-encoding'] !== undefined) return undefined
  if (/json/.test(type)) return jsonTap()
  return /xml|cbor|form-urlencoded/.test(type) ? plainTap() : undefined
}

function jsonTap(): BodyTap {
  const shortener = new JsonShortener(LONGEST_STRING)
  return {
    write: (chunk) => {
      if (shortener.size <= LARGEST_BODY) shortener.write(chunk)
    },
    bytes: () => (shortener.size <= LARGEST_BODY ? Buffer.from(shortener.text()) : undefined),
  }
}

function plainTap(): BodyTap {
  const kept: Buffer[] = []
  let size = 0
  return {
    write: (chunk) => {
      size += chunk.length
      if (size <= LARGEST_BODY) kept.push(chunk)
      else kept.length = 0
    },
    bytes: () => (size <= LARGEST_BODY ? Buffer.concat(kept) : undefined),
  }
}
