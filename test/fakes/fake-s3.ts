import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** One request as it came over the wire. */
export interface S3Request {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** What S3 answers: a status and, for an error, its code. */
export interface S3Answer {
  readonly status: number
  readonly code?: string
}

/** An S3 that answers what it is told to, in order, the last answer again and again; on loopback. */
export interface FakeS3 {
  readonly endpoint: string
  /** Those that came whole. */
  readonly requests: readonly S3Request[]
  readonly server: Server
  answer(...answers: readonly S3Answer[]): void
}

export async function startFakeS3(): Promise<FakeS3> {
  const requests: S3Request[] = []
  let answers: readonly S3Answer[] = [{ status: 200 }]
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url: path = '', headers } = request
    const body = await buffer(request).catch(() => undefined)
    // The sender gave up half-way: S3 keeps nothing of such a request, and nobody waits for an answer.
    if (body === undefined) return
    requests.push({ method, path, headers, body })
    const [{ status, code } = { status: 200 }, ...rest] = answers
    if (rest.length > 0) answers = rest
    response.writeHead(status, { etag: '"etag"', 'x-amz-request-id': '1' })
    response.end(code === undefined ? '' : `<Error><Code>${code}</Code><Message>no</Message></Error>`)
  }
  const server = createServer((request, response) => void respond(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    server,
    answer: (...next) => {
      requests.length = 0
      answers = next
    },
  }
}
