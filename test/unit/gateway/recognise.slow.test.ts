import { createRequire } from 'node:module'
import { Readable } from 'node:stream'
import { describe, expect, test } from '@jest/globals'
import { CATALOGUE } from '../../../local/gateway/catalogue.ts'
import { recognise } from '../../../local/gateway/recognise.ts'
import { requestHead } from '../../../local/gateway/request-head.ts'
import { modelsOf } from '../../../local/gateway/service-model.ts'
import { sampleInput } from './sample-input.ts'

const load = createRequire(import.meta.url)
// Key value stores are signed with SigV4a, which registers itself with the SDK when it is loaded.
load('@aws-sdk/signature-v4a')
const SILENT = { debug() {}, info() {}, warn() {}, error() {} }
const defaults = { account: '000000000000', region: 'us-east-1' }
const { dependencies, devDependencies } = load('../../../package.json') as Record<
  'dependencies' | 'devDependencies',
  Record<string, string>
>
const installed = Object.keys({ ...dependencies, ...devDependencies }).filter((name) =>
  name.startsWith('@aws-sdk/client-'),
)

interface SentRequest {
  readonly method: string
  readonly path: string
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>
  readonly headers: Record<string, string>
  readonly body?: unknown
}

/** Builds requests with the real client and keeps them instead of sending them. */
function capturingClient(packageName: string, settings: object = {}) {
  const module = load(packageName) as Record<string, new (input: object) => object>
  const clientName = Object.keys(module).find((key) => /^[A-Z].*Client$/.test(key))!
  let sent: SentRequest | undefined
  const requestHandler = {
    handle: async (request: SentRequest) => {
      sent = request
      throw new Error('captured')
    },
  }
  const client = new module[clientName]!({
    region: 'eu-west-1',
    endpoint: 'http://localhost:4566',
    credentials: { accessKeyId: '111122223333', secretAccessKey: 'x' },
    userAgentAppId: 'on-change',
    maxAttempts: 1,
    requestHandler,
    logger: SILENT,
    ...settings,
  }) as { send(command: object): Promise<unknown> }
  return async (operation: string, input: object): Promise<SentRequest> => {
    sent = undefined
    const failure = await client.send(new module[`${operation}Command`]!(input)).catch(String)
    if (sent === undefined) throw new Error(`${operation} was not sent: ${String(failure)}`)
    return sent
  }
}

function urlOf({ path, query = {} }: SentRequest): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value ?? ''].flat().map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one)}`),
  )
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`
}

function recognised(request: SentRequest) {
  const form =
    typeof request.body === 'string' && request.headers['content-type']?.includes('form-urlencoded')
      ? new URLSearchParams(request.body)
      : undefined
  if (request.body instanceof Readable) request.body.destroy()
  return recognise(requestHead(request.method, urlOf(request), request.headers), form, defaults)
}

describe('recognising a call', () => {
  test.each(installed)('names every operation that the real %s sends', async (packageName) => {
    const entry = CATALOGUE.find(({ packages }) => packages.includes(packageName))!
    const model = modelsOf(entry)[entry.packages.indexOf(packageName)]!
    const send = capturingClient(packageName, { forcePathStyle: true, disableS3ExpressSessionAuth: true })
    const wrong: string[] = []
    for (const { name, input } of model.operations.values()) {
      const call = recognised(await send(name, sampleInput(input)))
      if (call?.operation !== name) wrong.push(`${name} taken for ${call?.operation}`)
    }
    expect(wrong).toEqual([])
    expect(model.operations.size).toBeGreaterThan(5)
  })

  test('names S3 operations in virtual-host style too', async () => {
    const model = modelsOf(CATALOGUE[1]!)[0]!
    const send = capturingClient('@aws-sdk/client-s3', {
      endpoint: undefined,
      disableS3ExpressSessionAuth: true,
    })
    const wrong: string[] = []
    for (const { name, input } of model.operations.values()) {
      const call = recognised(await send(name, sampleInput(input)))
      if (call?.operation !== name) wrong.push(`${name} taken for ${call?.operation}`)
    }
    expect(wrong).toEqual([])
  })

  test('does without the hint that only newer SDKs put into the query', () => {
    const authorization =
      'AWS4-HMAC-SHA256 Credential=111122223333/20260101/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=0'
    const named = (method: string, url: string, headers = {}) =>
      recognise(
        requestHead(method, url, { host: '127.0.0.1:1', authorization, ...headers }),
        undefined,
        defaults,
      )?.operation
    expect(named('GET', '/')).toBe('ListBuckets')
    expect(named('GET', '/bucket')).toBe('ListObjects')
    expect(named('GET', '/bucket/?list-type=2')).toBe('ListObjectsV2')
    expect(named('GET', '/bucket?tagging')).toBe('GetBucketTagging')
    expect(named('GET', '/bucket/key?tagging')).toBe('GetObjectTagging')
    expect(named('GET', '/bucket/a//b/')).toBe('GetObject')
    expect(named('PUT', '/bucket/key')).toBe('PutObject')
    expect(named('PUT', '/bucket/key', { 'x-amz-copy-source': '/b/k' })).toBe('CopyObject')
    expect(named('PUT', '/bucket/key?partNumber=1&uploadId=u')).toBe('UploadPart')
  })

  test('reads the scope of a presigned URL, and takes a download of code for what it is', () => {
    const query = 'X-Amz-Credential=111122223333%2F20260101%2Feu-west-2%2Fs3%2Faws4_request&X-Amz-Signature=0'
    const presigned = recognise(requestHead('GET', `/bucket/key?${query}`, {}), undefined, defaults)
    expect(presigned).toMatchObject({ operation: 'GetObject', region: 'eu-west-2', account: '111122223333' })
    const code = '/_ministack/lambda-code/111122223333/eu-west-3/shop?X-Amz-Signature=0'
    expect(recognise(requestHead('GET', code, {}), undefined, defaults)).toMatchObject({
      service: { iamPrefix: 'code-storage' },
      operation: 'GetObject',
      region: 'eu-west-3',
      account: '111122223333',
      labels: { Key: 'shop' },
    })
  })

  test('leaves alone what is not an API call', () => {
    expect(recognise(requestHead('GET', '/_ministack/health', {}), undefined, defaults)).toBeUndefined()
  })

  test('tells the account, the region and the function that called', async () => {
    const call = recognised(
      await capturingClient('@aws-sdk/client-lambda')('GetFunction', { FunctionName: 'shop' }),
    )
    expect(call).toMatchObject({
      service: { iamPrefix: 'lambda' },
      account: '111122223333',
      region: 'eu-west-1',
      app: 'on-change',
      kind: 'read',
      labels: { FunctionName: 'shop' },
    })
  })
})
