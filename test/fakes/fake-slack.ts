import { once } from 'node:events'
import type { IncomingHttpHeaders, RequestListener, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request as it arrived. */
export interface Posted {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** How the server answers the next request; `slow` never does, `huge` never ends. */
export type SlackAnswer =
  | 'slow'
  | 'huge'
  | { readonly status: number; readonly headers?: Record<string, string>; readonly text?: string }

export interface FakeSlack {
  readonly address: URL
  readonly posted: Posted[]
  /** What comes next, in order; after it everything is taken. */
  readonly answers: SlackAnswer[]
  close(): Promise<void>
}

const OK: SlackAnswer = { status: 200, text: 'ok' }

/** A server on this machine that plays Slack, and remembers what it was told. */
export async function startSlack(): Promise<FakeSlack> {
  const posted: Posted[] = []
  const answers: SlackAnswer[] = []
  const server = createServer(playSlack(posted, answers))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    address: new URL(`http://127.0.0.1:${port}/services/T0/B0/secret`),
    posted,
    answers,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** What Slack does with each request, whichever server hears it. */
export function playSlack(posted: Posted[], answers: SlackAnswer[]): RequestListener {
  return (request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const { url: path = '', headers } = request
      posted.push({ path, headers, body: Buffer.concat(pieces).toString() })
      const answer = answers.shift() ?? OK
      if (answer === 'slow') return
      if (answer === 'huge') return writeForever(response.writeHead(500))
      response.writeHead(answer.status, answer.headers).end(answer.text)
    })
  }
}

function writeForever(response: ServerResponse): void {
  const write = () => {
    while (!response.destroyed && response.write(Buffer.alloc(65_536, 'a')));
  }
  response.on('drain', write)
  write()
}
