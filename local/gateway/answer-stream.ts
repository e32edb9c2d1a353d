import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { pipeline } from 'node:stream/promises'
import type { Fault } from './faults.ts'
import { answerHeaders } from './upstream.ts'

/** Anything that pieces of a body come out of. */
export type Pieces = AsyncIterable<Buffer>

/** Lets a body pass by and shows each piece of it. */
export async function* watched(pieces: Pieces, see: (piece: Buffer) => void): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    see(piece)
    yield piece
  }
}

/**
 * Sends the emulator's answer to the caller as it comes, harmed as the fault says.
 * @returns whether the caller got all that it was promised
 */
export async function relayAnswer(
  answer: IncomingMessage,
  response: ServerResponse,
  see: ((piece: Buffer) => void) | undefined,
  fault: Fault | undefined,
): Promise<boolean> {
  const status = answer.statusCode ?? 502
  const pieces = see === undefined ? answer : watched(answer, see)
  const headers = answerHeaders(answer)
  switch (fault?.kind) {
    case 'cut-body':
    case 'truncate': {
      const bytes = fault.bytes ?? Math.floor(Number(answer.headers['content-length'] ?? 2) / 2)
      const honest = fault.kind === 'truncate' && fault.honestLength !== false
      response.writeHead(status, honest ? withLength(headers, bytes) : headers)
      if (honest) return finish(firstOf(pieces, bytes), response)
      return cutAfter(firstOf(pieces, bytes), response, fault.kind === 'cut-body')
    }
    case 'slow-body':
      response.writeHead(status, headers)
      return finish(trickle(pieces, fault.bytesPerSecond), response)
    default:
      response.writeHead(status, headers)
      return finish(pieces, response)
  }
}

async function finish(pieces: Pieces, response: ServerResponse): Promise<boolean> {
  await pipeline(pieces, response)
  return true
}

/** Sends what is given, waits until it has left, then ends (`abrupt`: breaks) the connection. */
async function cutAfter(pieces: Pieces, response: ServerResponse, abrupt: boolean): Promise<boolean> {
  response.flushHeaders()
  for await (const piece of pieces) if (!response.write(piece)) await once(response, 'drain')
  const { socket } = response
  await new Promise<void>((resolve) => {
    if (socket === null) resolve()
    else socket.write('', () => resolve())
  })
  if (abrupt) socket?.destroy()
  else socket?.end()
  return false
}

async function* firstOf(pieces: Pieces, bytes: number): AsyncGenerator<Buffer> {
  let left = bytes
  for await (const piece of pieces) {
    if (left > 0) yield piece.subarray(0, left)
    left -= piece.length
  }
}

/** Pieces of a tenth of a second each. */
async function* trickle(pieces: Pieces, bytesPerSecond: number): AsyncGenerator<Buffer> {
  const size = Math.max(1, Math.floor(bytesPerSecond / 10))
  for await (const piece of pieces)
    for (let at = 0; at < piece.length; at += size) {
      await sleep(100)
      yield piece.subarray(at, at + size)
    }
}

function withLength(headers: readonly string[], bytes: number): string[] {
  const at = headers.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === 'content-length')
  return at === -1 ? [...headers] : headers.with(at + 1, String(bytes))
}
