import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2'
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn'
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { type Gateway, startGateway } from '../../../local/gateway.ts'
import type { Fault } from '../../../local/gateway/faults.ts'
import { type DummyUpstream, startDummyUpstream } from '../../fakes/dummy-upstream.ts'

const BODY = Buffer.alloc(100_000, 'x')
let upstream: DummyUpstream
let gateway: Gateway

beforeAll(async () => {
  upstream = await startDummyUpstream()
  gateway = await startGateway({ target: upstream.url, options: { trail: { enabled: false } } })
})
afterEach(async () => {
  await gateway.setFaults([])
  await gateway.clearCalls()
  upstream.requests.length = 0
})
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})

function settings(maxAttempts = 1) {
  const credentials = { accessKeyId: '111122223333', secretAccessKey: 'x' }
  return { endpoint: gateway.url, region: 'eu-west-1', credentials, maxAttempts, userAgentAppId: 'on-change' }
}

const send: Readonly<Record<string, () => Promise<unknown>>> = {
  lambda: () => new LambdaClient(settings()).send(new GetFunctionCommand({ FunctionName: 'shop' })),
  s3: () =>
    new S3Client({ ...settings(), forcePathStyle: true }).send(
      new GetObjectCommand({ Bucket: 'b', Key: 'k' }),
    ),
  iam: () => new IAMClient(settings()).send(new GetRoleCommand({ RoleName: 'r' })),
  ec2: () => new EC2Client(settings()).send(new DescribeInstancesCommand({})),
  states: () => new SFNClient(settings()).send(new ListStateMachinesCommand({})),
  sqs: () => new SQSClient(settings()).send(new ListQueuesCommand({})),
}

/** What a caller downloads, through the fault. */
async function download(fault: Fault): Promise<Response> {
  upstream.answer = (_message, response) =>
    response.writeHead(200, { 'content-length': BODY.length }).end(BODY)
  await gateway.setFaults([fault])
  return fetch(`${gateway.url}/_ministack/lambda-code/111122223333/eu-west-1/shop?X-Amz-Signature=0`)
}

describe('a service that refuses', () => {
  test.each([
    ['lambda', 'throttle', 'TooManyRequestsException', 429],
    ['s3', 'throttle', 'SlowDown', 503],
    ['iam', 'throttle', 'Throttling', 400],
    ['ec2', 'throttle', 'RequestLimitExceeded', 503],
    ['states', 'throttle', 'ThrottlingException', 400],
    ['sqs', 'throttle', 'RequestThrottled', 403],
    ['lambda', 'access-denied', 'AccessDeniedException', 403],
    ['s3', 'access-denied', 'AccessDenied', 403],
    ['iam', 'access-denied', 'AccessDenied', 403],
    ['ec2', 'access-denied', 'UnauthorizedOperation', 403],
    ['states', 'access-denied', 'AccessDeniedException', 400],
    ['lambda', 'server-error', 'ServiceException', 500],
    ['s3', 'server-error', 'InternalError', 500],
    ['states', 'server-error', 'InternalFailure', 500],
  ] as const)('%s: %s is seen by the SDK as %s (%i)', async (service, kind, name, status) => {
    await gateway.setFaults([{ kind, match: { service } }])
    await expect(send[service]!()).rejects.toMatchObject({ name, $metadata: { httpStatusCode: status } })
    expect(upstream.requests).toEqual([])
    expect((await gateway.calls()).calls).toMatchObject([{ by: 'fault', status, errorCode: name }])
  })

  test('an error of any code comes out of the SDK under that code', async () => {
    await gateway.setFaults([{ kind: 'error', code: 'ResourceConflictException', status: 409, match: {} }])
    await expect(send['lambda']!()).rejects.toMatchObject({ name: 'ResourceConflictException' })
  })

  test('an answer to HEAD has no body', async () => {
    await gateway.setFaults([{ kind: 'access-denied', match: {} }])
    const s3 = new S3Client({ ...settings(), forcePathStyle: true })
    await expect(s3.send(new HeadObjectCommand({ Bucket: 'b', Key: 'k' }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    })
  })
})

describe('which calls are struck', () => {
  test('only those that match, after the skipped ones, as many as counted', async () => {
    upstream.answer = (_message, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    const match = {
      service: 'lambda',
      operation: 'GetFunction',
      app: 'on-change',
      region: 'eu-west-1',
      path: 'shop',
    }
    await gateway.setFaults([{ kind: 'throttle', match, skip: 1, count: 1 }])
    await send['sqs']!()
    await send['lambda']!()
    await expect(send['lambda']!()).rejects.toMatchObject({ name: 'TooManyRequestsException' })
    await send['lambda']!()
    expect(await gateway.faults()).toMatchObject([{ struck: 1 }])
  })

  test('none whose function, region or path is another', async () => {
    upstream.answer = (_message, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    await gateway.setFaults(
      [{ app: 'other' }, { region: 'us-east-1' }, { path: 'shopping' }].map((match) => ({
        kind: 'throttle',
        match,
      })),
    )
    await send['lambda']!()
  })

  test('about as many as the probability says, the same ones for the same seed', async () => {
    const strikes = async () => {
      const one = await startGateway({
        target: upstream.url,
        options: { seed: 7, trail: { enabled: false } },
      })
      await one.setFaults([{ kind: 'throttle', match: {}, probability: 0.3 }])
      const lambda = new LambdaClient({ ...settings(), endpoint: one.url })
      const ends: boolean[] = []
      for (let call = 0; call < 60; call += 1)
        ends.push(
          await lambda.send(new GetFunctionCommand({ FunctionName: 'f' })).then(
            () => true,
            () => false,
          ),
        )
      await one.close()
      return ends
    }
    const first = await strikes()
    expect(first.filter((ok) => !ok).length).toBeGreaterThan(8)
    expect(first.filter((ok) => !ok).length).toBeLessThan(30)
    expect(await strikes()).toEqual(first)
  })
})

describe('a network that fails', () => {
  test('a call whose connection is cut is tried again by the SDK, and then succeeds', async () => {
    upstream.answer = (_message, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    await gateway.setFaults([{ kind: 'cut', match: {}, count: 1 }])
    await new LambdaClient(settings(2)).send(new GetFunctionCommand({ FunctionName: 'shop' }))
    expect(upstream.requests).toHaveLength(1)
    expect((await gateway.calls()).calls.map(({ status }) => status)).toEqual([0, 200])
  })

  test('a call whose answer is lost was done all the same', async () => {
    await gateway.setFaults([{ kind: 'lose-answer', match: {}, count: 1 }])
    await expect(send['lambda']!()).rejects.toThrow('socket hang up')
    expect(upstream.requests).toHaveLength(1)
  })

  test('a call that gets no answer runs into the time-out of the caller', async () => {
    await gateway.setFaults([{ kind: 'no-answer', match: {} }])
    const requestHandler = { requestTimeout: 50, throwOnRequestTimeout: true }
    const lambda = new LambdaClient({ ...settings(), requestHandler })
    await expect(lambda.send(new GetFunctionCommand({ FunctionName: 'shop' }))).rejects.toMatchObject({
      name: 'TimeoutError',
    })
    expect(upstream.requests).toEqual([])
  })

  test('a call that gets no answer is cut after a time, when one is given', async () => {
    await gateway.setFaults([{ kind: 'no-answer', ms: 20, match: {} }])
    await expect(send['lambda']!()).rejects.toThrow('socket hang up')
  })

  test('a call can be held back', async () => {
    upstream.answer = (_message, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    await gateway.setFaults([{ kind: 'delay', ms: 80, match: {} }])
    const before = performance.now()
    await send['lambda']!()
    expect(performance.now() - before).toBeGreaterThanOrEqual(79)
  })
})

describe('a download that fails', () => {
  test('breaks in the middle', async () => {
    const answer = await download({ kind: 'cut-body', bytes: 1000, match: { service: 'code-storage' } })
    expect(answer.headers.get('content-length')).toBe('100000')
    await expect(answer.arrayBuffer()).rejects.toThrow()
    expect((await gateway.calls()).calls).toMatchObject([{ service: 'code-storage', status: 0, by: 'fault' }])
  })

  test('ends early with a length that says so, which only a checksum can tell', async () => {
    const answer = await download({ kind: 'truncate', bytes: 1000, match: {} })
    expect(answer.headers.get('content-length')).toBe('1000')
    expect((await answer.arrayBuffer()).byteLength).toBe(1000)
  })

  test('ends early although its length says otherwise, which the caller can tell', async () => {
    const answer = await download({ kind: 'truncate', honestLength: false, match: {} })
    expect(answer.headers.get('content-length')).toBe('100000')
    await expect(answer.arrayBuffer()).rejects.toThrow()
  })

  test('trickles', async () => {
    const before = performance.now()
    const answer = await download({ kind: 'slow-body', bytesPerSecond: 400_000, match: {} })
    expect((await answer.arrayBuffer()).byteLength).toBe(BODY.length)
    expect(performance.now() - before).toBeGreaterThanOrEqual(200)
  })
})
