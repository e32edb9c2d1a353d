import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Loopback } from './loopback.ts'
import { listen } from './loopback.ts'

/** A bucket's worth of S3 in memory, with its conditional writes. */
export interface FastS3 extends Loopback {
  /** Requests so far, by operation. */
  requests(): Readonly<Record<string, number>>
  /** Bytes that came in with PutObject, below a key. */
  stored(prefix: string): number
  /** Forgets every object. */
  clear(): void
}

interface Stored {
  readonly etag: string
  readonly size: number
  readonly modified: Date
  /** Missing for what is larger than is worth keeping. */
  readonly bytes: Buffer | undefined
}

/** Larger objects are hashed, counted and forgotten, so that this process stays small beside the measured one. */
const KEPT = 4 * 1024 * 1024
/** Keys in one page of ListObjectsV2 (S3 API reference). */
const PAGE = 1000

/** Plays the five operations that a vault uses, for one bucket of any name, addressed by path. */
export async function startFastS3(): Promise<FastS3> {
  const objects = new Map<string, Stored>()
  const requests: Record<string, number> = {}
  const server = await listen(async (message, response) => {
    const url = new URL(message.url ?? '/', 'http://bucket')
    const key = decodeURIComponent(url.pathname.split('/').slice(2).join('/'))
    const operation = operationOf(message.method ?? '', key)
    requests[operation] = (requests[operation] ?? 0) + 1
    if (operation === 'PutObject') return put(objects, key, message, response)
    if (operation === 'ListObjectsV2') return list(objects, url.searchParams, response)
    get(objects.get(key), operation, response)
  })
  const sizes = (prefix: string) =>
    [...objects].filter(([key]) => key.startsWith(prefix)).map(([, { size }]) => size)
  return {
    ...server,
    requests: () => ({ ...requests }),
    clear: () => objects.clear(),
    stored: (prefix) => sizes(prefix).reduce((sum, size) => sum + size, 0),
  }
}

function operationOf(method: string, key: string): string {
  if (method === 'PUT') return 'PutObject'
  if (method === 'HEAD') return 'HeadObject'
  return key === '' ? 'ListObjectsV2' : 'GetObject'
}

async function put(
  objects: Map<string, Stored>,
  key: string,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { bytes, size, etag } = await receive(message)
  // Judged when all is there, and at once: nobody writes in between.
  if (!isAllowed(objects.get(key), message)) return fail(response, 412, 'PreconditionFailed')
  objects.set(key, { etag, size, modified: new Date(), bytes })
  response.writeHead(200, { etag }).end()
}

async function receive(message: IncomingMessage): Promise<Omit<Stored, 'modified'>> {
  const hash = createHash('md5')
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of message as AsyncIterable<Buffer>) {
    hash.update(piece)
    size += piece.length
    if (size <= KEPT) pieces.push(piece)
    else pieces.length = 0
  }
  const bytes = size <= KEPT ? Buffer.concat(pieces) : undefined
  return { bytes, size, etag: `"${hash.digest('hex')}"` }
}

function isAllowed(found: Stored | undefined, { headers }: IncomingMessage): boolean {
  if (headers['if-none-match'] === '*') return found === undefined
  return headers['if-match'] === undefined || headers['if-match'] === found?.etag
}

function get(found: Stored | undefined, operation: string, response: ServerResponse): void {
  if (found === undefined) return fail(response, 404, operation === 'HeadObject' ? '' : 'NoSuchKey')
  const { etag, size, modified, bytes } = found
  response.writeHead(200, { etag, 'content-length': size, 'last-modified': modified.toUTCString() })
  if (operation === 'HeadObject') response.end()
  else if (bytes !== undefined) response.end(bytes)
  else response.destroy(new Error('an object of this size is not kept'))
}

function list(objects: ReadonlyMap<string, Stored>, query: URLSearchParams, response: ServerResponse): void {
  const prefix = query.get('prefix') ?? ''
  const after = query.get('continuation-token') ?? ''
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort()
  const page = keys.slice(0, PAGE)
  const contents = page.map((key) => contentOf(key, objects.get(key))).join('')
  const more = keys.length > PAGE
  const next = more ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : ''
  const body = `<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${contents}</ListBucketResult>`
  response.writeHead(200, { 'content-type': 'application/xml' }).end(body)
}

function contentOf(key: string, stored: Stored | undefined): string {
  const { etag = '', size = 0, modified = new Date(0) } = stored ?? {}
  return `<Contents><Key>${key}</Key><LastModified>${modified.toISOString()}</LastModified><ETag>${etag.replaceAll('"', '&quot;')}</ETag><Size>${size}</Size></Contents>`
}

function fail(response: ServerResponse, status: number, code: string): void {
  const body = code === '' ? '' : `<Error><Code>${code}</Code><Message>${code}</Message></Error>`
  response.writeHead(status, { 'content-type': 'application/xml' }).end(body)
}
