import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import type { RequestListener, Server } from 'node:http'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { KinesisClientConfig } from '@aws-sdk/client-kinesis'
import { KinesisClient, ListStreamsCommand } from '@aws-sdk/client-kinesis'
import type { LambdaClientConfig } from '@aws-sdk/client-lambda'
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda'
import type { AwsCall, CallHooks } from '../../../shared/aws/call-hooks.ts'
import { joinHooks } from '../../../shared/aws/call-hooks.ts'
import { createClient } from '../../../shared/aws/clients.ts'
import { lambdaApi } from '../../../shared/aws/lambda-api.ts'

const servers: Server[] = []

// The SDK waits a random part of a pause before it tries again: here none of it.
beforeEach(() => void jest.spyOn(Math, 'random').mockReturnValue(0))

afterEach(() => {
  jest.restoreAllMocks()
  for (const server of servers.splice(0)) server.close()
})

/** Where a client of a server on this machine finds it. */
async function serve(answer: RequestListener) {
  const server = createServer(answer).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { endpoint, credentials: { accessKeyId: 'a', secretAccessKey: 's' } }
}

/** A client of a server that answers with one status and body after the other, the last one for ever. */
async function clientOf(answers: readonly [number, object][], hooks: readonly CallHooks[]) {
  const seen: string[] = []
  const answer: RequestListener = (request, response) => {
    seen.push(request.headers.authorization ?? '')
    const [status, body] = answers[Math.min(seen.length, answers.length) - 1]!
    response.writeHead(status, { 'x-amzn-errortype': (body as { __type?: string }).__type ?? '' })
    response.end(JSON.stringify(body))
  }
  const place = await serve(answer)
  class LocalClient extends LambdaClient {
    constructor(config: LambdaClientConfig) {
      super({ ...config, ...place })
    }
  }
  return { client: createClient(LocalClient, { region: 'eu-west-1', hooks: joinHooks(...hooks) }), seen }
}

const THROTTLED: [number, object] = [429, { __type: 'TooManyRequestsException', message: 'slow down' }]
const get = new GetFunctionCommand({ FunctionName: 'hello' })

describe('a client', () => {
  test('shows each request that leaves, a retry and a page as requests of their own', async () => {
    const calls: AwsCall[] = []
    const pages: [number, object][] = [
      THROTTLED,
      [200, { Versions: [{ Version: '$LATEST' }], NextMarker: 'm' }],
      [200, { Versions: [{ Version: '1' }] }],
    ]
    const { client } = await clientOf(pages, [{ after: (call) => calls.push(call) }])
    expect(await lambdaApi(client, 'eu-west-1').listVersions('hello')).toHaveLength(2)
    const call = { service: 'Lambda', operation: 'ListVersionsByFunction', region: 'eu-west-1' }
    expect(calls).toEqual([
      { ...call, throttled: true, failed: true },
      { ...call, throttled: false, failed: false },
      { ...call, throttled: false, failed: false },
    ])
  })

  test('lets no request leave before it is allowed to, and signs it only then', async () => {
    const order: string[] = []
    let allow = () => {}
    const gate = new Promise<void>((resolve) => (allow = resolve))
    const before = async () => {
      order.push('asked')
      await gate
      order.push('allowed')
    }
    const { client, seen } = await clientOf([[200, {}]], [{ before }])
    const sending = client.send(get)
    await new Promise((resolve) => setImmediate(resolve))
    expect(seen).toEqual([])
    allow()
    await sending
    expect(order).toEqual(['asked', 'allowed'])
    expect(seen[0]).toContain('AWS4-HMAC-SHA256')
  })

  test('speaks HTTP/1.1 to every service, also to those that the SDK would open a session of HTTP/2 to', async () => {
    const place = await serve((request, response) => {
      response.end(JSON.stringify({ StreamNames: [request.httpVersion], HasMoreStreams: false }))
    })
    class LocalClient extends KinesisClient {
      constructor(config: KinesisClientConfig) {
        super({ ...config, ...place })
      }
    }
    const { StreamNames } = await createClient(LocalClient, { region: 'eu-west-1' }).send(
      new ListStreamsCommand({}),
    )
    expect(StreamNames).toEqual(['1.1'])
  })

  test('gives up after five tries', async () => {
    let calls = 0
    const after = () => {
      calls += 1
    }
    const { client } = await clientOf([[500, { __type: 'ServiceException' }]], [{ after }])
    await expect(client.send(get)).rejects.toMatchObject({ name: 'ServiceException' })
    expect(calls).toBe(5)
  })

  test('does not try again what AWS refuses', async () => {
    const calls: AwsCall[] = []
    const { client } = await clientOf(
      [[403, { __type: 'AccessDeniedException' }]],
      [{ after: (call) => calls.push(call) }],
    )
    await expect(client.send(get)).rejects.toMatchObject({ name: 'AccessDeniedException' })
    expect(calls).toMatchObject([{ throttled: false, failed: true }])
  })

  test('tells several hooks in their order', async () => {
    const told: string[] = []
    const hook = (name: string) => ({
      before: async () => void told.push(`before ${name}`),
      after: () => void told.push(`after ${name}`),
    })
    const { client } = await clientOf([[200, {}]], [hook('one'), hook('two')])
    await client.send(get)
    expect(told).toEqual(['before one', 'before two', 'after one', 'after two'])
  })
})
