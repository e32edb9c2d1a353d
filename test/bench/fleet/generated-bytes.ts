import { createCipheriv, createHash } from 'node:crypto'
import { Readable } from 'node:stream'

/** Bytes that are made as they are read, the same for the same seed, and that no compression makes smaller. */
export interface GeneratedBytes {
  readonly size: number
  /** SHA-256 in base64, as Lambda's CodeSha256. */
  readonly sha256: string
  readonly open: () => Readable
}

const PIECE = 64 * 1024
const ZEROS = Buffer.alloc(PIECE)

/** @param size in bytes; they are made once here, piece by piece, to be hashed */
export function generatedBytes(seed: string, size: number): GeneratedBytes {
  const hash = createHash('sha256')
  for (const piece of pieces(seed, size)) hash.update(piece)
  return { size, sha256: hash.digest('base64'), open: () => Readable.from(pieces(seed, size)) }
}

/** A cipher's key stream. */
function* pieces(seed: string, size: number): Generator<Buffer> {
  const key = createHash('sha256').update(seed).digest()
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16))
  for (let made = 0; made < size; made += PIECE) yield cipher.update(ZEROS.subarray(0, size - made))
}
