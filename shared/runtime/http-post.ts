import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import { urlToHttpOptions } from 'node:url'
import type { HttpPost } from '../delivery/delivery-ports.ts'
import { ServiceFaultError } from '../errors.ts'

/** Bytes of a refusal that are read; a server may send any number. */
const REFUSAL = 1024

/**
 * Posts by Node's own client, over a connection of its own: one that was kept would not survive that Lambda freezes the
 * function between two events. Node's client follows no redirect.
 *
 * @param send begins a request; over TLS unless a test says otherwise
 * @param answer bytes that are read of an answer that is no refusal; none unless somebody asks what it says
 */
export function httpPoster(send: typeof requestHttps = requestHttps, answer = 0): HttpPost {
  return async ({ address, headers, body }, timeout) => {
    const signal = AbortSignal.timeout(timeout)
    const request = send({
      ...urlToHttpOptions(address),
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body), 'user-agent': 'holdfast' },
      agent: false,
      signal,
    })
    // Whoever waits for the answer sees its error; after it, nobody needs to know that the connection ended.
    request.on('error', () => {})
    try {
      request.end(body)
      const [response] = (await once(request, 'response')) as [IncomingMessage]
      const { statusCode: status = 0 } = response
      const text = await beginningOf(response, status >= 400 ? REFUSAL : answer)
      return { status, retryAfter: response.headers['retry-after'], text }
    } catch (error) {
      // The cause may name the address.
      throw new ServiceFaultError(`No answer came${signal.aborted ? ' in time' : `: ${codeOf(error)}`}.`)
    } finally {
      request.destroy()
    }
  }
}

/** What of a body came in time: the status is what counts, and is there. */
async function beginningOf(response: IncomingMessage, most: number): Promise<string> {
  if (most === 0) return ''
  const pieces: Buffer[] = []
  let length = 0
  try {
    for await (const piece of response as AsyncIterable<Buffer>) {
      pieces.push(piece)
      length += piece.length
      if (length >= most) break
    }
  } catch {
    // A body that breaks off is as good as its beginning.
  }
  return Buffer.concat(pieces).subarray(0, most).toString()
}

function codeOf(error: unknown): string {
  const { code } = error as { readonly code?: unknown }
  return typeof code === 'string' ? code : 'unknown'
}
