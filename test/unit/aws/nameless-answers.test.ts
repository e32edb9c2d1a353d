import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { once } from 'node:events'
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { STSClientConfig } from '@aws-sdk/client-sts'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { explain } from '../../../cli/explain.ts'
import { call, callOptional } from '../../../shared/aws/calls.ts'
import { createClient } from '../../../shared/aws/clients.ts'
import { HoldfastError } from '../../../shared/errors.ts'

/** A content type and a body, as those who are not the service have answered. */
const BODIES = {
  s3: [
    'application/xml',
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
  ],
  sts: [
    'text/xml',
    '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>The security token included in the request is invalid.</Message></Error></ErrorResponse>',
  ],
  text: ['text/plain', 'Access to internal.example is denied'],
  page: [
    'text/html',
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>internal.example</title></head></html>',
  ],
  xhtml: ['text/html', '<html><head><title>internal.example</title></head><body/></html>'],
  json: ['application/json', '{"message":"Forbidden"}'],
  empty: ['text/plain', ''],
} as const

type BodyName = keyof typeof BODIES

const servers: Server[] = []

// The SDK waits a random part of a pause before it tries again: here none of it.
beforeEach(() => void jest.spyOn(Math, 'random').mockReturnValue(0))

afterEach(() => {
  jest.restoreAllMocks()
  for (const server of servers.splice(0)) server.close()
})

/** What a client is told to talk to: a server that gives everybody the same answer. */
async function serve(status: number, body: BodyName) {
  const [type, text] = BODIES[body]
  const server = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': type }).end(text)
  }).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { endpoint, credentials: { accessKeyId: 'a', secretAccessKey: 's' }, forcePathStyle: true }
}

async function errorOf(asked: Promise<unknown>): Promise<HoldfastError> {
  const error: unknown = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof HoldfastError) return error
  throw new Error('It is no error of Holdfast', { cause: error })
}

async function askSts(status: number, body: BodyName): Promise<HoldfastError> {
  const place = await serve(status, body)
  class LocalClient extends STSClient {
    constructor(config: STSClientConfig) {
      super({ ...config, ...place })
    }
  }
  const sts = createClient(LocalClient, { region: 'eu-west-1' })
  return await errorOf(call('GetCallerIdentity', () => sts.send(new GetCallerIdentityCommand({}))))
}

async function lambdaOf(status: number, body: BodyName) {
  const client = new LambdaClient({ ...(await serve(status, body)), region: 'eu-west-1', maxAttempts: 1 })
  return async () => await client.send(new GetFunctionCommand({ FunctionName: 'shop' }))
}

describe('a refused GetCallerIdentity', () => {
  test.each<[BodyName, string]>([
    ['s3', 'GetCallerIdentity: HTTP 403 Forbidden: Access Denied.'],
    ['text', 'GetCallerIdentity: HTTP 403 Forbidden.'],
    ['page', 'GetCallerIdentity: HTTP 403 Forbidden.'],
    ['xhtml', 'GetCallerIdentity: HTTP 403 Forbidden.'],
    ['json', 'GetCallerIdentity: HTTP 403 Forbidden.'],
    ['empty', 'GetCallerIdentity: HTTP 403 Forbidden.'],
  ])(
    'in another form than that of STS (%s) is a denial, and who may have answered is said',
    async (body, what) => {
      const error = await askSts(403, body)
      expect(error).toMatchObject({ name: 'AccessDeniedError', evidence: { status: 403, nameless: true } })
      const explanation = explain(error)
      expect(explanation).toMatchObject({ what, ending: 'refused' })
      expect(explanation.advice).toContain('proxy')
    },
  )

  test('for the sake of its credentials has the advice to sign in', async () => {
    const explanation = explain(await askSts(403, 'sts'))
    expect(explanation.what).toContain('InvalidClientTokenId')
    expect(explanation.advice).toContain('sign in again')
  })

  test('by a gateway that broke down may pass, and is no matter of a proxy alone', async () => {
    const error = await askSts(502, 'page')
    expect(error).toMatchObject({
      name: 'ServiceFaultError',
      message: 'GetCallerIdentity: HTTP 502 Bad Gateway',
    })
    expect(explain(error).advice).toContain('Try again')
  })
})

describe('an answer that Lambda does not give', () => {
  test.each<BodyName>(['s3', 'text', 'page', 'empty'])('is denied with 403 (%s)', async (body) => {
    const error = await errorOf(call('GetFunction', await lambdaOf(403, body)))
    expect(error).toMatchObject({ name: 'AccessDeniedError', message: 'GetFunction: HTTP 403 Forbidden' })
  })

  test('is quoted where it is of the form of Lambda', async () => {
    const error = await errorOf(call('GetFunction', await lambdaOf(403, 'json')))
    expect(error.message).toBe('GetFunction: HTTP 403 Forbidden: Forbidden')
  })

  test.each<BodyName>(['text', 'page', 'json', 'empty'])(
    'does not tell with 404 that a function is gone (%s)',
    async (body) => {
      const error = await errorOf(callOptional('GetFunction', await lambdaOf(404, body)))
      expect(error).toMatchObject({ name: 'UnsupportedError', evidence: { status: 404, nameless: true } })
    },
  )

  test('with 200 is rejected, and is no defect of Holdfast', async () => {
    const error = await errorOf(call('GetFunction', await lambdaOf(200, 'page')))
    expect(error).toMatchObject({ name: 'RequestRejectedError', message: 'GetFunction: HTTP 200 OK' })
    expect(explain(error).advice).toContain('proxy')
  })
})

describe('an answer to a HEAD, which names nothing', () => {
  async function head(status: number) {
    const client = new S3Client({ ...(await serve(status, 'empty')), region: 'eu-west-1', maxAttempts: 1 })
    return async () => await client.send(new HeadObjectCommand({ Bucket: 'vault', Key: 'k' }))
  }

  test('is a denial with 403, with the advice on permissions', async () => {
    const error = await errorOf(call('HeadObject', await head(403)))
    expect(error).toMatchObject({ name: 'AccessDeniedError', message: 'HeadObject: HTTP 403 Forbidden' })
    expect(explain(error).advice).toContain('what they are allowed')
  })

  test('tells with 404 that there is nothing', async () => {
    expect(await callOptional('HeadObject', await head(404))).toBeUndefined()
  })
})
