import { Agent, type IncomingMessage, request } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { Readable } from 'node:stream'

/** The way to the emulator. */
export interface Upstream {
  /**
   * Sends a request on and waits for the head of its answer.
   * @param body what is left of it to be read
   * @param signal cuts the connection
   */
  send(message: IncomingMessage, body: Readable | Buffer, signal: AbortSignal): Promise<IncomingMessage>
  close(): void
}

/** Headers that concern one connection only (RFC 9110, 7.6.1), and `expect`, which the gateway answers itself. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
  'expect',
])

/** Milliseconds that an idle connection is kept: less than the emulator's 75 s, so that it is never cut in use. */
const IDLE = 30_000

/** @param target where the emulator listens */
export function openUpstream(target: URL): Upstream {
  const agent = new Agent({ keepAlive: true, timeout: IDLE, scheduling: 'lifo' })
  return {
    send: (message, body, signal) =>
      new Promise((resolve, reject) => {
        const { method = 'GET', url = '/' } = message
        const { hostname, port } = target
        const options = { hostname, port, method, path: url, headers: endToEnd(message), agent, signal }
        const outgoing = request(options, resolve)
        outgoing.once('error', reject)
        if (Buffer.isBuffer(body)) outgoing.end(body)
        else pipeline(body, outgoing).catch(reject)
      }),
    close: () => {
      agent.destroy()
    },
  }
}

/** The Host header stays: it is signed, and the emulator builds its own addresses from it. */
function endToEnd(message: IncomingMessage): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {}
  for (const [name, values = []] of Object.entries(message.headersDistinct)) {
    if (HOP_BY_HOP.has(name)) continue
    headers[name] = values.length === 1 ? (values[0] ?? '') : values
  }
  return headers
}

/** The headers of an answer as `writeHead` takes them, less those of the connection. */
export function answerHeaders(answer: IncomingMessage): string[] {
  const names = answer.rawHeaders.filter((_, index) => index % 2 === 0)
  return names.flatMap((name, index) => {
    const lower = name.toLowerCase()
    const drop = HOP_BY_HOP.has(lower) || lower === 'transfer-encoding'
    return drop ? [] : [name, answer.rawHeaders[index * 2 + 1] ?? '']
  })
}
