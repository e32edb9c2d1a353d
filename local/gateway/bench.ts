import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startGateway } from '../gateway.ts'

/**
 * Prints what the gateway adds to a call, in milliseconds: `node local/gateway/bench.ts`. Caller, gateway and
 * upstream share one thread, so it is more than between processes.
 */

const CALLS = 2000
const UPDATE = '/2015-03-31/functions/shop/configuration'
const SCOPE = '111122223333/20260101/eu-west-1/lambda/aws4_request'
const HEADERS = {
  authorization: `AWS4-HMAC-SHA256 Credential=${SCOPE}, SignedHeaders=host, Signature=1`,
  'content-type': 'application/json',
}

async function milliseconds(url: string): Promise<number[]> {
  const agent = new Agent({ keepAlive: true })
  const took: number[] = []
  for (let call = 0; call < CALLS; call += 1) {
    const before = performance.now()
    const outgoing = request(url + UPDATE, { method: 'PUT', agent, headers: HEADERS }).end('{"Timeout":3}')
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage]
    await once(answer.resume(), 'end')
    took.push(performance.now() - before)
  }
  agent.destroy()
  return took.slice(CALLS / 4).sort((a, b) => a - b)
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(sorted.length * share)] ?? NaN
}

/** What the gateway adds to a call, in milliseconds. */
export interface AddedTime {
  readonly calls: number
  readonly median: number
  readonly p90: number
  readonly p99: number
}

/** Measures it: the same calls to an upstream that answers at once, with the gateway before it and without. */
export async function measureAddedTime(): Promise<AddedTime> {
  const upstream = createServer((message, response) => {
    message.resume().once('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"FunctionName":"shop"}')
    })
  }).listen(0, '127.0.0.1')
  await once(upstream, 'listening')
  const target = new URL(`http://127.0.0.1:${(upstream.address() as AddressInfo).port}`)
  // Events stay pending: delivering them is no part of a call.
  const gateway = await startGateway({ target, options: { trail: { delayMs: 600_000 } } })
  const direct = await milliseconds(target.origin)
  const through = await milliseconds(gateway.url)
  const added = (share: number) => at(through, share) - at(direct, share)
  await gateway.close()
  upstream.close()
  upstream.closeAllConnections()
  return { calls: through.length, median: added(0.5), p90: added(0.9), p99: added(0.99) }
}

if (import.meta.main) {
  const { calls, median, p90, p99 } = await measureAddedTime()
  const times = `median ${median.toFixed(2)} ms, p90 ${p90.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`
  process.stdout.write(`added per call: ${times}, of ${calls} calls\n`)
}
