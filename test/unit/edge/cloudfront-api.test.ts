import { Readable } from 'node:stream'
import { describe, expect, test } from '@jest/globals'
import { CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { CloudFrontKeyValueStoreClient } from '@aws-sdk/client-cloudfront-keyvaluestore'
import { HttpResponse } from '@smithy/core/protocols'
import { cloudFrontApi } from '../../../shared/aws/cloudfront-api.ts'
import { AccessDeniedError, ServiceFaultError } from '../../../shared/errors.ts'
import { EDGE_REGION } from '../../../shared/model/edge.ts'
import { EDGE_ACCOUNT } from '../../fakes/fake-cloudfront.ts'

interface Asked {
  readonly hostname: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
}

interface Answer {
  readonly status?: number
  readonly headers?: Record<string, string>
  readonly body: string
}

const STORE = `arn:aws:cloudfront::${EDGE_ACCOUNT}:key-value-store/a1`

/** Real clients whose requests are answered here, after they were serialised and signed. */
function answeredBy(answer: (asked: Asked) => Answer) {
  const asked: Asked[] = []
  const requestHandler = {
    async handle(request: Asked) {
      asked.push(request)
      const { status = 200, headers = {}, body } = answer(request)
      return { response: new HttpResponse({ statusCode: status, headers, body: Readable.from([body]) }) }
    },
  }
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' }
  const config = { region: EDGE_REGION, credentials, requestHandler, maxAttempts: 1 } as object
  const api = cloudFrontApi({
    cloudfront: new CloudFrontClient(config),
    keyValues: new CloudFrontKeyValueStoreClient(config),
  })
  return { api, asked }
}

const item = (name: string) =>
  `<FunctionSummary><Name>${name}</Name><FunctionConfig><Comment/><Runtime>cloudfront-js-2.0</Runtime></FunctionConfig>` +
  `<FunctionMetadata><FunctionARN>arn</FunctionARN><LastModifiedTime>2026-01-01T00:00:00Z</LastModifiedTime></FunctionMetadata></FunctionSummary>`

describe('CloudFront through the SDK', () => {
  test('lists functions to the last page, by stage, as plain JSON', async () => {
    const { api, asked } = answeredBy(({ query }) => {
      const next = query['Marker'] === undefined ? '<NextMarker>page-2</NextMarker>' : '<NextMarker/>'
      const name = query['Marker'] ?? 'page-1'
      return {
        body: `<FunctionList>${next}<Quantity>1</Quantity><Items>${item(name)}</Items></FunctionList>`,
      }
    })
    const found = await api.listFunctions('LIVE')
    expect(found.map(({ Name }) => Name)).toEqual(['page-1', 'page-2'])
    expect(found[0]).toMatchObject({ FunctionMetadata: { LastModifiedTime: '2026-01-01T00:00:00.000Z' } })
    expect(asked.map(({ query }) => query['Stage'])).toEqual(['LIVE', 'LIVE'])
  })

  test('has an empty list where there are none', async () => {
    const { api } = answeredBy(() => ({ body: '<FunctionList><MaxItems>100</MaxItems></FunctionList>' }))
    expect(await api.listFunctions('DEVELOPMENT')).toEqual([])
  })

  test('gives the source with its ETag', async () => {
    const { api, asked } = answeredBy(() => ({ headers: { etag: 'E1' }, body: 'function handler() {}' }))
    const found = await api.getFunctionCode('redirect', 'DEVELOPMENT')
    expect([Buffer.from(found?.code ?? []).toString(), found?.etag]).toEqual(['function handler() {}', 'E1'])
    expect(asked[0]).toMatchObject({ path: '/2020-05-31/function/redirect', query: { Stage: 'DEVELOPMENT' } })
  })

  test.each([
    ['describeFunction', 'NoSuchFunctionExists'],
    ['getFunctionCode', 'NoSuchFunctionExists'],
    ['describeKeyValueStore', 'EntityNotFound'],
    ['getDistribution', 'NoSuchDistribution'],
  ] as const)('%s is undefined for what is not there', async (operation, code) => {
    const { api } = answeredBy(() => ({ status: 404, body: errorBody(code) }))
    expect(await api[operation]('x', 'LIVE')).toBeUndefined()
  })

  test.each([
    ['AccessDenied', 403, AccessDeniedError],
    ['InternalError', 500, ServiceFaultError],
  ])('%s is one of our errors', async (code, status, Type) => {
    const { api } = answeredBy(() => ({ status, body: errorBody(code) }))
    await expect(api.listDistributions()).rejects.toBeInstanceOf(Type)
    await expect(api.listTags('arn')).rejects.toBeInstanceOf(Type)
  })

  test('reads the associations of a distribution, and its tags', async () => {
    const association = `<LambdaFunctionAssociation><LambdaFunctionARN>arn:1</LambdaFunctionARN><EventType>viewer-request</EventType><IncludeBody>true</IncludeBody></LambdaFunctionAssociation>`
    const behavior = `<DefaultCacheBehavior><LambdaFunctionAssociations><Quantity>1</Quantity><Items>${association}</Items></LambdaFunctionAssociations></DefaultCacheBehavior>`
    const { api } = answeredBy(({ path }) => ({
      headers: { etag: 'E9' },
      body: path.endsWith('/tagging')
        ? '<Tags><Items><Tag><Key>team</Key><Value>web</Value></Tag></Items></Tags>'
        : `<Distribution><Id>E1</Id><DistributionConfig>${behavior}</DistributionConfig></Distribution>`,
    }))
    expect(await api.getDistribution('E1')).toMatchObject({
      etag: 'E9',
      description: {
        Id: 'E1',
        DistributionConfig: {
          DefaultCacheBehavior: {
            LambdaFunctionAssociations: {
              Items: [{ LambdaFunctionARN: 'arn:1', EventType: 'viewer-request', IncludeBody: true }],
            },
          },
        },
      },
    })
    expect(await api.listTags('arn')).toEqual({ team: 'web' })
  })
})

describe('the pairs of a key value store through the SDK', () => {
  test('are listed to the last page, fifty at a time, signed for every region', async () => {
    const { api, asked } = answeredBy(({ query }) => {
      const next = query['NextToken'] === undefined ? { NextToken: 'two' } : {}
      const Key = query['NextToken'] ?? 'one'
      return {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...next, Items: [{ Key, Value: '1' }] }),
      }
    })
    const pairs = await api.listKeyValues(STORE)
    expect(pairs?.map(({ key }) => key)).toEqual(['one', 'two'])
    expect(asked[0]?.query['MaxResults']).toBe('50')
    expect(asked[0]?.hostname).toBe(`${EDGE_ACCOUNT}.cloudfront-kvs.global.api.aws`)
    expect(asked[0]?.headers['authorization']).toMatch(/^AWS4-ECDSA-P256-SHA256 /)
    expect(asked[0]?.headers['x-amz-region-set']).toBe('*')
  })

  test('have a description whose ETag changes with every write', async () => {
    const body = JSON.stringify({ ItemCount: 3, TotalSizeInBytes: 9, KvsARN: STORE, Created: 1 })
    const { api } = answeredBy(() => ({ headers: { etag: 'KV1', 'content-type': 'application/json' }, body }))
    expect(await api.describeKeyValues(STORE)).toEqual({
      etag: 'KV1',
      description: { ItemCount: 3, TotalSizeInBytes: 9, KvsARN: STORE, Created: '1970-01-01T00:00:01.000Z' },
    })
  })

  test('are undefined for a store that is not there', async () => {
    const { api } = answeredBy(() => ({
      status: 404,
      headers: { 'x-amzn-errortype': 'ResourceNotFoundException', 'content-type': 'application/json' },
      body: '{"Message":"no"}',
    }))
    expect(await api.listKeyValues(STORE)).toBeUndefined()
    expect(await api.describeKeyValues(STORE)).toBeUndefined()
  })
})

function errorBody(code: string): string {
  return `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>said AWS</Message></Error><RequestId>r</RequestId></ErrorResponse>`
}
