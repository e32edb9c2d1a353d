import { createHash } from 'node:crypto'
import { Readable, pipeline } from 'node:stream'
import { DownloadCorruptError } from '../errors.ts'
import type { Sha256 } from '../model/manifest.ts'
import type { WriteOptions } from '../ports/object-store.ts'
import type { ExpectedBytes, FoundBytes } from '../vault/hash-stream.ts'
import { HashStream } from '../vault/hash-stream.ts'

/** A body that S3 can be sent in one piece: its length and hash are known beforehand. `size` in bytes. */
export interface S3Body {
  readonly content: Uint8Array | Readable
  readonly size: number
  readonly sha256: Sha256
}

/** A stream whose hash was not announced is gathered to be hashed first; more than this, in bytes, is a mistake. */
const MAX_GATHERED = 16 * 1024 * 1024

/**
 * Makes a body ready to be sent.
 * @throws DownloadCorruptError when bytes at hand are not what `options` announce
 */
export async function prepareBody(
  key: string,
  body: Readable | Uint8Array,
  options: Pick<WriteOptions, 'size' | 'sha256'>,
): Promise<S3Body> {
  const { size, sha256 } = options
  if (body instanceof Readable && sha256 !== undefined) return { content: body, size, sha256 }
  const content = body instanceof Readable ? await gather(key, body, options) : body
  const found = { sha256: createHash('sha256').update(content).digest('hex'), size: content.length }
  if (found.size !== size || found.sha256 !== (sha256 ?? found.sha256)) throw refuse(key, options, found)
  return { content, ...found }
}

/**
 * Sends a stream, hashed on the way. The SDK does not notice when a body fails, it would wait for more until the
 * socket times out: so the request is aborted then, before S3 has the whole.
 *
 * @param send sends the body that it is given
 * @throws DownloadCorruptError when the bytes are not what was announced; what the stream fails with; what `send` throws
 */
export async function sendStream<T>(
  key: string,
  body: S3Body & { readonly content: Readable },
  send: (content: Readable, abortSignal: AbortSignal) => Promise<T>,
): Promise<T> {
  const abort = new AbortController()
  const broken: Error[] = []
  const hashed = new HashStream(body, (found) => refuse(key, body, found))
  pipeline(body.content, hashed, (error) => {
    if (!error) return
    broken.push(error)
    abort.abort()
  })
  try {
    return await send(hashed, abort.signal)
  } catch (error) {
    throw broken[0] ?? error
  } finally {
    hashed.destroy()
  }
}

async function gather(key: string, body: Readable, options: ExpectedBytes): Promise<Uint8Array> {
  const { size = 0 } = options
  if (size > MAX_GATHERED) throw new RangeError(`${key}: a body of ${size} bytes needs its SHA-256 announced`)
  const chunks: Buffer[] = []
  const counted = new HashStream(options, (found) => refuse(key, options, found))
  for await (const chunk of pipeline(body, counted, () => {})) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function refuse(key: string, expected: ExpectedBytes, found: FoundBytes): DownloadCorruptError {
  const evidence = { key, size: expected.size, foundSize: found.size, found: found.sha256 }
  return new DownloadCorruptError(`The bytes for ${key} are not what was announced`, { evidence })
}
