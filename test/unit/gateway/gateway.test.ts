import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import {
  CreateFunctionCommand,
  GetFunctionCommand,
  LambdaClient,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type Gateway, type GatewayOptions, startGateway } from '../../../local/gateway.ts'
import { remoteGateway } from '../../../local/gateway/remote.ts'
import { type DummyUpstream, startDummyUpstream } from '../../fakes/dummy-upstream.ts'

const ACCOUNT = '111122223333'
const calm = { duplicateRate: 0, disorderRate: 0 }
let upstream: DummyUpstream
let gateway: Gateway

async function restart(options: Partial<GatewayOptions>): Promise<void> {
  await gateway.close()
  gateway = await startGateway({ target: upstream.url, options: { trail: calm, ...options } })
}

function settings(region = 'eu-west-1') {
  return {
    endpoint: gateway.url,
    region,
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'very-secret' },
    userAgentAppId: 'on-change',
    maxAttempts: 1,
  }
}

function put(region: string): Promise<unknown> {
  return new LambdaClient(settings(region)).send(
    new UpdateFunctionCodeCommand({ FunctionName: 'shop', S3Bucket: 'b', S3Key: 'k' }),
  )
}

beforeEach(async () => {
  upstream = await startDummyUpstream()
  gateway = await startGateway({ target: upstream.url, options: { trail: calm } })
})
afterEach(async () => {
  await gateway.close()
  await upstream.close()
})

describe('passing calls on', () => {
  test('carries bytes both ways unchanged, and keeps the host that the caller signed', async () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251))
    const s3 = new S3Client({ ...settings(), forcePathStyle: true })
    upstream.answer = (_message, response) => response.writeHead(200).end()
    await s3.send(new PutObjectCommand({ Bucket: 'b', Key: 'k', Body: bytes, ChecksumAlgorithm: 'SHA256' }))
    upstream.answer = (_message, response) =>
      response.writeHead(200, { 'content-length': bytes.length }).end(bytes)
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }))
    expect(Buffer.from(await Body!.transformToByteArray()).equals(bytes)).toBe(true)
    expect(upstream.requests[0]!.body.equals(bytes)).toBe(true)
    expect(upstream.requests[0]!.headers.host).toBe(new URL(gateway.url).host)
  })

  test('streams: the answer begins before the upstream has ended it', async () => {
    let end = () => {}
    upstream.answer = (_message, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' }).write('first')
      end = () => response.end('last')
    }
    const outgoing = request(`${gateway.url}/anything`).end()
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage]
    const [first] = (await once(answer, 'data')) as [Buffer]
    expect(first.toString()).toBe('first')
    end()
    expect((await buffer(answer)).toString()).toBe('last')
  })

  test('answers 502 when nothing listens behind it, and records the call as unanswered', async () => {
    await upstream.close()
    await expect(put('eu-west-1')).rejects.toMatchObject({ $metadata: { httpStatusCode: 502 } })
    expect((await gateway.calls()).calls).toMatchObject([{ operation: 'UpdateFunctionCode', status: 0 }])
    upstream = await startDummyUpstream()
  })
})

describe('recording calls', () => {
  test('tells who called what about which resource, and how it ended', async () => {
    upstream.answer = (_message, response) =>
      response.writeHead(404, { 'x-amzn-errortype': 'ResourceNotFoundException' }).end('{}')
    await new LambdaClient(settings())
      .send(new GetFunctionCommand({ FunctionName: 'shop' }))
      .catch(() => undefined)
    const { calls, dropped } = await gateway.calls()
    expect(dropped).toBe(0)
    expect(calls).toMatchObject([
      {
        app: 'on-change',
        account: ACCOUNT,
        region: 'eu-west-1',
        service: 'lambda',
        operation: 'GetFunction',
        kind: 'read',
        resources: { FunctionName: 'shop' },
        status: 404,
        errorCode: 'ResourceNotFoundException',
        by: 'emulator',
      },
    ])
  })

  test('never keeps a signature, a body or an environment value', async () => {
    await new LambdaClient(settings()).send(
      new CreateFunctionCommand({
        FunctionName: 'shop',
        Role: 'arn:aws:iam::111122223333:role/shop',
        Code: { ZipFile: Buffer.from('source code') },
        Environment: { Variables: { TOKEN: 'correct-horse' } },
      }),
    )
    const query = `X-Amz-Credential=${ACCOUNT}%2F20260101%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Signature=5159`
    await fetch(`${gateway.url}/bucket/key?${query}`)
    await gateway.flush()
    const kept = JSON.stringify([await gateway.calls(), upstream.events])
    expect(kept).toContain('GetObject')
    expect(kept).not.toMatch(/correct-horse|5159|very-secret|Signature|c291cmNlIGNvZGU/)
  })

  test('counts the calls that it no longer keeps, and writes all of them to a file when asked', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'gateway-')), 'calls.jsonl')
    await restart({ recorder: { capacity: 2, file } })
    for (const region of ['eu-west-1', 'eu-west-2', 'eu-west-3']) await put(region)
    const { calls, dropped } = await gateway.calls()
    expect(calls.map(({ region }) => region)).toEqual(['eu-west-2', 'eu-west-3'])
    expect(dropped).toBe(1)
    await gateway.close()
    expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(3)
    gateway = await startGateway({ target: upstream.url })
  })

  test('tells listeners of each call as it ends, until they leave', async () => {
    const seen: string[] = []
    const leave = gateway.onCall(({ operation }) => seen.push(operation))
    await put('eu-west-1')
    await gateway.calls()
    leave()
    await put('eu-west-1')
    await gateway.calls()
    expect(seen).toEqual(['UpdateFunctionCode'])
  })

  test('leaves what is no API call out of the record', async () => {
    expect((await fetch(`${gateway.url}/_ministack/health`)).status).toBe(200)
    expect((await gateway.calls()).calls).toEqual([])
  })
})

describe('telling of calls', () => {
  test('puts nothing on the bus for reads and data events', async () => {
    await new LambdaClient(settings()).send(new GetFunctionCommand({ FunctionName: 'shop' }))
    await new S3Client({ ...settings(), forcePathStyle: true }).send(
      new GetObjectCommand({ Bucket: 'b', Key: 'k' }),
    )
    await gateway.flush()
    expect(upstream.events).toEqual([])
  })

  test('puts nothing on the bus while there is no trail', async () => {
    await restart({ trail: { ...calm, enabled: false } })
    await put('eu-west-1')
    await gateway.flush()
    expect(upstream.events).toEqual([])
  })

  test('leaves a presigned URL out of an event, wherever a caller wrote it', async () => {
    const Description = 'https://bucket.example/code.zip?X-Amz-Credential=a&X-Amz-Signature=b'
    const command = new UpdateFunctionConfigurationCommand({ FunctionName: 'shop', Timeout: 3, Description })
    await new LambdaClient(settings()).send(command)
    await gateway.flush()
    const { requestParameters } = JSON.parse(upstream.events[0]!.entry.Detail) as Record<string, unknown>
    expect(requestParameters).toEqual({ functionName: 'shop', timeout: 3, environment: {} })
  })

  test('says of a refused call what refused it', async () => {
    await gateway.setFaults([{ kind: 'access-denied', match: { service: 'lambda' } }])
    await put('eu-west-1').catch(() => undefined)
    await gateway.flush()
    expect(JSON.parse(upstream.events[0]!.entry.Detail)).toMatchObject({
      errorCode: 'AccessDeniedException',
      responseElements: null,
    })
  })

  test('tells of a call whose caller hung up before it had its answer', async () => {
    upstream.answer = (_message, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"FunctionName":')
    }
    const path = '/2015-03-31/functions/shop/configuration'
    const authorization = `AWS4-HMAC-SHA256 Credential=${ACCOUNT}/20260101/eu-west-1/lambda/aws4_request`
    const outgoing = request(gateway.url + path, { method: 'PUT', headers: { authorization } }).end()
    await once(outgoing, 'response')
    const ended = new Promise((resolve) => gateway.onCall(resolve))
    outgoing.destroy()
    await ended
    await gateway.flush()
    expect((await gateway.calls()).calls).toMatchObject([
      { operation: 'UpdateFunctionConfiguration', status: 0 },
    ])
    expect(JSON.parse(upstream.events[0]!.entry.Detail)).toMatchObject({
      requestParameters: { functionName: 'shop' },
    })
  })

  test('reads the parameters beside a package of 40 MB, and the package arrives whole', async () => {
    const ZipFile = Buffer.alloc(40 * 1024 * 1024, 7)
    const input = { FunctionName: 'big', Role: 'arn:aws:iam::111122223333:role/r', Code: { ZipFile } }
    await new LambdaClient(settings()).send(new CreateFunctionCommand(input))
    await gateway.flush()
    const { requestParameters } = JSON.parse(upstream.events[0]!.entry.Detail) as {
      requestParameters: object
    }
    expect(requestParameters).toMatchObject({ functionName: 'big', code: {}, role: input.Role })
    expect(upstream.requests[0]!.body.length).toBeGreaterThan(ZipFile.length * 1.3)
  }, 30_000)

  test('drops what is still to come when it closes', async () => {
    await restart({ trail: { ...calm, delayMs: 60_000 } })
    await put('eu-west-1')
    expect((await gateway.trail()).counts.pending).toBe(1)
    await gateway.close()
    expect(upstream.events).toEqual([])
    expect((await gateway.trail()).counts).toMatchObject({ pending: 0, dropped: 1 })
  })
})

describe('carrying events to another bus', () => {
  const hub = 'arn:aws:events:eu-west-1:111122223333:event-bus/hub'

  test('sends an event of one region to the bus of another that a rule names', async () => {
    upstream.rules = [
      { region: 'us-west-2', bus: 'default', name: 'to-hub', source: 'aws.lambda', target: hub },
    ]
    await put('us-west-2')
    await gateway.flush()
    expect(upstream.events.map(({ region, entry }) => [region, entry.EventBusName])).toEqual([
      ['us-west-2', 'default'],
      ['eu-west-1', 'hub'],
    ])
    expect(upstream.events[1]!.entry.Detail).toBe(upstream.events[0]!.entry.Detail)
    expect((await gateway.trail()).counts.carried).toBe(1)
  })

  test('leaves alone a bus of the same region, another source, and a bus without rules', async () => {
    upstream.rules = [
      { region: 'eu-west-1', bus: 'default', name: 'near', source: 'aws.lambda', target: hub },
      { region: 'us-west-2', bus: 'default', name: 'other', source: 'aws.s3', target: hub },
    ]
    await put('eu-west-1')
    await put('us-west-2')
    await put('us-east-1')
    await gateway.flush()
    expect(upstream.events.map(({ entry }) => entry.EventBusName)).toEqual(['default', 'default', 'default'])
  })

  test('carries what a caller puts on a bus as well', async () => {
    upstream.rules = [{ region: 'us-west-2', bus: 'orders', name: 'to-hub', source: 'shop', target: hub }]
    const entry = { EventBusName: 'orders', Source: 'shop', DetailType: 'order', Detail: '{"id":1}' }
    await new EventBridgeClient(settings('us-west-2')).send(new PutEventsCommand({ Entries: [entry] }))
    await gateway.flush()
    expect(upstream.events).toMatchObject([
      { region: 'eu-west-1', entry: { EventBusName: 'hub', Source: 'shop', Detail: '{"id":1}' } },
    ])
  })
})

describe('control from another process', () => {
  test('does over HTTP what it does in its own process', async () => {
    const remote = remoteGateway(gateway.url)
    await remote.setFaults([{ kind: 'throttle', match: { operation: 'UpdateFunctionCode' }, count: 1 }])
    await expect(put('eu-west-1')).rejects.toMatchObject({ name: 'TooManyRequestsException' })
    expect(await remote.faults()).toMatchObject([{ struck: 1 }])
    expect((await remote.calls()).calls).toMatchObject([{ by: 'fault', status: 429 }])
    await remote.clearCalls()
    expect((await remote.calls()).calls).toEqual([])
    await remote.setTrail({ delayMs: 5 })
    expect((await remote.trail()).options).toMatchObject({ delayMs: 5, duplicateRate: 0 })
    await remote.setQuotas([{ name: 'one', service: 'lambda', perSecond: 1, burst: 1 }])
    expect(await remote.quotas()).toMatchObject({ quotas: [{ name: 'one' }], refused: {} })
    await remote.flush()
  })

  test('refuses settings that it does not understand, in words', async () => {
    const wrong = [{ kind: 'explode', match: {} }] as never
    await expect(remoteGateway(gateway.url).setFaults(wrong)).rejects.toThrow(/refused PUT faults/)
    expect((await fetch(`${gateway.url}/_gateway/nothing`)).status).toBe(404)
  })
})
