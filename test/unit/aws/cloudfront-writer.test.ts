import { describe, expect, test } from '@jest/globals'
import { CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { CloudFrontKeyValueStoreClient } from '@aws-sdk/client-cloudfront-keyvaluestore'
import { cloudFrontWriter } from '../../../shared/aws/cloudfront-writer.ts'
import { PreconditionFailedError, RequestRejectedError } from '../../../shared/errors.ts'
import { EDGE_REGION } from '../../../shared/model/edge.ts'
import { awsError, canned } from './canned-client.ts'

const STORE = 'arn:aws:cloudfront::123456789012:key-value-store/a1'

/** The real adapter over clients that answer by themselves. */
function writerOver(answer: (command: string, input: object) => object) {
  const cloudfront = canned(new CloudFrontClient({ region: EDGE_REGION }), answer)
  const keyValues = canned(new CloudFrontKeyValueStoreClient({ region: EDGE_REGION }), answer)
  const writer = cloudFrontWriter({ cloudfront: cloudfront.client, keyValues: keyValues.client })
  return { writer, sent: cloudfront.sent, sentPairs: keyValues.sent }
}

function failing(error: Error) {
  return writerOver(() => {
    throw error
  }).writer
}

describe('CloudFront written through the SDK', () => {
  test('takes code beside the input, and the ETag of the state that is changed', async () => {
    const { writer, sent } = writerOver(() => ({}))
    const code = Buffer.from('code')
    const FunctionConfig = { Comment: '', Runtime: 'cloudfront-js-2.0' }
    await writer.createFunction({ Name: 'redirect', FunctionConfig }, code)
    await writer.updateFunction({ Name: 'redirect', IfMatch: 'E1', FunctionConfig }, code)
    await writer.publishFunction('redirect', 'E2')
    await writer.deleteFunction('redirect', 'E3')
    expect(sent).toEqual([
      { command: 'CreateFunction', input: { Name: 'redirect', FunctionConfig, FunctionCode: code } },
      {
        command: 'UpdateFunction',
        input: { Name: 'redirect', IfMatch: 'E1', FunctionConfig, FunctionCode: code },
      },
      { command: 'PublishFunction', input: { Name: 'redirect', IfMatch: 'E2' } },
      { command: 'DeleteFunction', input: { Name: 'redirect', IfMatch: 'E3' } },
    ])
  })

  test('writes stores, distributions and tags', async () => {
    const { writer, sent } = writerOver(() => ({}))
    await writer.createKeyValueStore({ Name: 'routes' })
    await writer.updateKeyValueStore({ Name: 'routes', Comment: 'x', IfMatch: 'E1' })
    await writer.deleteKeyValueStore('routes', 'E2')
    await writer.updateDistribution('E1SHOP', 'E3', { Comment: 'shop' })
    await writer.tag(STORE, { team: 'web' })
    await writer.untag(STORE, ['team'])
    expect(sent).toEqual([
      { command: 'CreateKeyValueStore', input: { Name: 'routes' } },
      { command: 'UpdateKeyValueStore', input: { Name: 'routes', Comment: 'x', IfMatch: 'E1' } },
      { command: 'DeleteKeyValueStore', input: { Name: 'routes', IfMatch: 'E2' } },
      {
        command: 'UpdateDistribution',
        input: { Id: 'E1SHOP', IfMatch: 'E3', DistributionConfig: { Comment: 'shop' } },
      },
      {
        command: 'TagResource',
        input: { Resource: STORE, Tags: { Items: [{ Key: 'team', Value: 'web' }] } },
      },
      { command: 'UntagResource', input: { Resource: STORE, TagKeys: { Items: ['team'] } } },
    ])
  })

  test('puts and deletes pairs in one request, and answers with the new ETag', async () => {
    const { writer, sentPairs } = writerOver(() => ({ ETag: 'KV2' }))
    const changes = { puts: [{ key: '/a', value: '1' }], deletes: ['/b'] }
    expect(await writer.updateKeys(STORE, 'KV1', changes)).toBe('KV2')
    expect(sentPairs).toEqual([
      {
        command: 'UpdateKeys',
        input: { KvsARN: STORE, IfMatch: 'KV1', Puts: [{ Key: '/a', Value: '1' }], Deletes: [{ Key: '/b' }] },
      },
    ])
  })

  test.each([
    ['PreconditionFailed', 412, 'said AWS'],
    ['InvalidIfMatchVersion', 400, 'The If-Match version is missing or not valid for the resource.'],
    ['ConflictException', 409, 'said AWS'],
    ['ValidationException', 400, 'Pre-Condition failed'],
  ])('%s is a race that was lost', async (name, status, message) => {
    const writer = failing(awsError(name, status, message))
    const changes = { puts: [], deletes: [] }
    await expect(writer.updateKeys(STORE, 'KV1', changes)).rejects.toBeInstanceOf(PreconditionFailedError)
    await expect(writer.updateDistribution('E1', 'E1', {})).rejects.toBeInstanceOf(PreconditionFailedError)
  })

  test('what CloudFront refuses for another reason is no race', async () => {
    const writer = failing(awsError('ValidationException', 400, 'too long'))
    const changes = { puts: [], deletes: [] }
    await expect(writer.updateKeys(STORE, 'KV1', changes)).rejects.toBeInstanceOf(RequestRejectedError)
  })

  test('what is gone already needs no deleting', async () => {
    const writer = failing(awsError('NoSuchFunctionExists', 404))
    await expect(writer.deleteFunction('redirect', 'E1')).resolves.toBeUndefined()
    await expect(writer.deleteKeyValueStore('routes', 'E1')).resolves.toBeUndefined()
  })
})
