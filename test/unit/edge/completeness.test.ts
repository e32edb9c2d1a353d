import { describe, expect, test } from '@jest/globals'
import * as cloudfront from '@aws-sdk/client-cloudfront'
import * as keyValues from '@aws-sdk/client-cloudfront-keyvaluestore'
import type { $Schema } from '@smithy/types'
import { cloudFrontApi } from '../../../shared/aws/cloudfront-api.ts'
import { EDGE_VOLATILE_FIELDS } from '../../../shared/edge/volatile-fields.ts'
import { EDGE_REGION } from '../../../shared/model/edge.ts'
import { canned } from '../aws/canned-client.ts'
import { hasMember, membersOf, sampleShape } from '../capture/sample-shape.ts'
import { captured, fakeEdge } from './edge.ts'

/** Shapes as the installed clients know them, under the names that volatile-fields.ts uses. */
const SHAPES: Readonly<Record<string, $Schema>> = {
  FunctionSummary: cloudfront.FunctionSummary$,
  KeyValueStore: cloudfront.KeyValueStore$,
  DescribeKeyValueStoreResponse: keyValues.DescribeKeyValueStoreResponse$,
  Distribution: cloudfront.Distribution$,
}

/** An edge in which every member of every shape has a value, answered by the real adapter. */
function completeEdge() {
  const answers: Record<string, object> = {
    DescribeFunction: { FunctionSummary: sampleShape(cloudfront.FunctionSummary$), ETag: 'E1' },
    GetFunction: { FunctionCode: Buffer.from('code'), ETag: 'E1' },
    ListTagsForResource: { Tags: { Items: [{ Key: 'team', Value: 'web' }] } },
    GetDistribution: { Distribution: sampleShape(cloudfront.Distribution$), ETag: 'E2' },
    ListKeyValueStores: { KeyValueStoreList: { Items: [] } },
    DescribeKeyValueStore: { KeyValueStore: sampleShape(cloudfront.KeyValueStore$), ETag: 'E3' },
  }
  const described = { ...sampleShape(keyValues.DescribeKeyValueStoreResponse$), ItemCount: 1, ETag: 'E4' }
  const data: Record<string, object> = {
    DescribeKeyValueStore: described,
    ListKeys: { Items: [sampleShape(keyValues.ListKeysResponseListItem$)] },
  }
  const api = cloudFrontApi({
    cloudfront: canned(new cloudfront.CloudFrontClient({ region: EDGE_REGION }), (name) => answers[name]!)
      .client,
    keyValues: cannedKeyValues(data),
  })
  const edge = fakeEdge()
  return { ...edge, ports: { ...edge.ports, cloudfront: api as never } }
}

function cannedKeyValues(data: Record<string, object>): keyValues.CloudFrontKeyValueStoreClient {
  const client = new keyValues.CloudFrontKeyValueStoreClient({ region: EDGE_REGION })
  canned(client as never, (name) => data[name]!)
  return client
}

describe('every member that the installed client knows', () => {
  test('of FunctionConfig is in both stages', async () => {
    const { content } = await captured(completeEdge(), 'cloudfront-function', 'f')
    const sample = sampleShape(cloudfront.FunctionConfig$)
    const associations = { Quantity: 1, Items: [sampleShape(cloudfront.KeyValueStoreAssociation$)] }
    const expected = { ...sample, KeyValueStoreAssociations: associations }
    expect(content.development?.configuration).toEqual(expected)
    expect(content.live?.configuration).toEqual(expected)
  })

  test('of FunctionSummary and FunctionMetadata has its place', () => {
    expect(membersOf(cloudfront.FunctionSummary$)).toEqual([
      'Name',
      'FunctionConfig',
      'FunctionMetadata',
      'Status',
    ])
    // FunctionARN is the content's `arn`; Stage says under which name the stage is recorded.
    expect(membersOf(cloudfront.FunctionMetadata$)).toEqual([
      'FunctionARN',
      'LastModifiedTime',
      'Stage',
      'CreatedTime',
    ])
  })

  test('of KeyValueStore is in the content, or on the list of volatile fields', async () => {
    const { content, observed } = await captured(completeEdge(), 'key-value-store', 'k')
    const volatile = Object.keys(EDGE_VOLATILE_FIELDS.KeyValueStore)
    const all = membersOf(cloudfront.KeyValueStore$)
    expect(Object.keys(content.configuration).toSorted()).toEqual(
      all.filter((one) => !volatile.includes(one)).toSorted(),
    )
    expect(Object.keys(observed)).toEqual(expect.arrayContaining(volatile))
  })

  test("of the data plane's description is observed, for the pairs are recorded in full", async () => {
    const { observed } = await captured(completeEdge(), 'key-value-store', 'k')
    const expected = membersOf(keyValues.DescribeKeyValueStoreResponse$).filter((name) => name !== 'KvsARN')
    expect(Object.keys(observed['pairs'] as object).toSorted()).toEqual(expected.toSorted())
  })

  test('of a pair is in the blob', () => {
    expect(membersOf(keyValues.ListKeysResponseListItem$)).toEqual(['Key', 'Value'])
  })

  test('of the associations is in each behaviour', async () => {
    const { content } = await captured(completeEdge(), 'distribution', 'd')
    const lambdaFunctions = [sampleShape(cloudfront.LambdaFunctionAssociation$)]
    const functions = [sampleShape(cloudfront.FunctionAssociation$)]
    expect(content.behaviors).toEqual([
      { pathPattern: null, lambdaFunctions, functions },
      { pathPattern: 'value of PathPattern', lambdaFunctions, functions },
    ])
    expect(content.connectionFunction).toEqual(sampleShape(cloudfront.ConnectionFunctionAssociation$))
  })

  test('of a behaviour or a distribution that names functions is one of those that are read', () => {
    const naming = (schema: $Schema) => membersOf(schema).filter((name) => name.includes('Function'))
    expect(naming(cloudfront.CacheBehavior$)).toEqual(['LambdaFunctionAssociations', 'FunctionAssociations'])
    expect(naming(cloudfront.DefaultCacheBehavior$)).toEqual([
      'LambdaFunctionAssociations',
      'FunctionAssociations',
    ])
    expect(naming(cloudfront.DistributionConfig$)).toEqual(['ConnectionFunctionAssociation'])
  })

  test('and that the list of volatile fields names is one of the shape', () => {
    const stale = Object.entries(EDGE_VOLATILE_FIELDS).flatMap(([shape, fields]) =>
      Object.keys(fields).filter((path) => !hasMember(SHAPES[shape]!, path)),
    )
    expect(stale).toEqual([])
  })
})
