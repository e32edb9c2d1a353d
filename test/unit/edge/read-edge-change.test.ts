import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { readChange } from '../../../shared/changes/read-change.ts'
import { MalformedEventError } from '../../../shared/errors.ts'
import { trailEvent } from '../../fixtures/trail-event.ts'

const ACCOUNT = '123456789012'
const arn = (kind: string, name: string, account = ACCOUNT) =>
  `arn:aws:cloudfront::${account}:${kind}/${name}`

function read(detail: Record<string, unknown>) {
  return readChange(
    trailEvent({ eventSource: 'cloudfront.amazonaws.com', awsRegion: 'us-east-1', ...detail }),
    { account: ACCOUNT, kinds: [] },
  )
}

const change = (kind: string, name: string) => ({
  type: 'change',
  change: { resource: { account: ACCOUNT, zone: 'edge', kind, name } },
})

describe("an example of AWS's documentation", () => {
  test.each([
    ['UpdateDistribution.json', 'UpdateDistribution', 'distribution', 'EDFDVBD6EXAMPLE'],
    ['UpdateKeys.json', 'UpdateKeys', 'key-value-store', 'a1b2c3d4-5678-90ab-cdef-EXAMPLE11111'],
  ])('%s is a change', (file, eventName, kind, name) => {
    const body = readFileSync(new URL(`../../fixtures/cloudtrail-edge/${file}`, import.meta.url), 'utf8')
    expect(readChange(body, { account: '111122223333', kinds: [] })).toMatchObject({
      type: 'change',
      change: { eventName, resource: { account: '111122223333', zone: 'edge', kind, name } },
    })
    expect(readChange(body, { account: ACCOUNT, kinds: [] })).toMatchObject({
      type: 'ignored',
      reason: 'other-account',
    })
  })
})

describe('a mutating call on CloudFront', () => {
  const calls = [
    ['CreateFunction', { requestParameters: { name: 'redirect' } }, 'cloudfront-function', 'redirect'],
    [
      'UpdateFunction',
      { requestParameters: { name: 'redirect', ifMatch: 'E1' } },
      'cloudfront-function',
      'redirect',
    ],
    ['PublishFunction', { requestParameters: { name: 'redirect' } }, 'cloudfront-function', 'redirect'],
    ['DeleteFunction', { requestParameters: { name: 'redirect' } }, 'cloudfront-function', 'redirect'],
    ['CreateKeyValueStore', { requestParameters: { name: 'routes' } }, 'key-value-store', 'routes'],
    ['UpdateKeyValueStore', { requestParameters: { name: 'routes' } }, 'key-value-store', 'routes'],
    ['DeleteKeyValueStore', { requestParameters: { name: 'routes' } }, 'key-value-store', 'routes'],
    ['UpdateDistribution', { requestParameters: { id: 'E1' } }, 'distribution', 'E1'],
    ['DeleteDistribution', { requestParameters: { id: 'E1' } }, 'distribution', 'E1'],
    [
      'CreateDistribution',
      { requestParameters: { distributionConfig: {} }, responseElements: { distribution: { id: 'E1' } } },
      'distribution',
      'E1',
    ],
    [
      'CreateDistributionWithTags',
      { requestParameters: {}, responseElements: { distribution: { id: 'E1' } } },
      'distribution',
      'E1',
    ],
    [
      'CopyDistribution',
      {
        requestParameters: { primaryDistributionId: 'E0' },
        responseElements: { distribution: { id: 'E1' } },
      },
      'distribution',
      'E1',
    ],
    ['UpdateDistributionWithStagingConfig', { requestParameters: { id: 'E1' } }, 'distribution', 'E1'],
    [
      'TagResource',
      { requestParameters: { resource: arn('function', 'redirect') } },
      'cloudfront-function',
      'redirect',
    ],
    [
      'UntagResource',
      { requestParameters: { resource: arn('key-value-store', 'id-1') } },
      'key-value-store',
      'id-1',
    ],
  ] as const
  const dated = calls.map(([name, ...rest]) => [`${name}2020_05_31`, ...rest] as const)

  test.each([...calls, ...dated])('%s is a change of what it names', (eventName, detail, kind, name) => {
    expect(read({ eventName, ...detail })).toMatchObject(change(kind, name))
  })

  test('is called by its documented name', () => {
    const reading = read({ eventName: 'DeleteFunction2020_05_31', requestParameters: { name: 'redirect' } })
    expect(reading).toMatchObject({ change: { eventName: 'DeleteFunction' } })
  })

  test.each(['UpdateFunction', 'DeleteKeyValueStore', 'UpdateDistribution'])(
    '%s that names nothing reaches a person',
    (eventName) => {
      expect(() => read({ eventName, requestParameters: {} })).toThrow(MalformedEventError)
    },
  )
})

describe('a change of the pairs of a key value store', () => {
  test.each(['PutKey', 'DeleteKey', 'UpdateKeys'])(
    'by %s is a change of the store, called by its id',
    (eventName) => {
      const detail = { eventSource: 'edgekeyvaluestore.amazonaws.com', managementEvent: false }
      const requestParameters = { kvsARN: arn('key-value-store', 'id-1'), key: 'a' }
      expect(read({ ...detail, eventName, requestParameters })).toMatchObject(
        change('key-value-store', 'id-1'),
      )
    },
  )

  test('that names no store reaches a person', () => {
    const detail = {
      eventSource: 'edgekeyvaluestore.amazonaws.com',
      managementEvent: false,
      requestParameters: {},
    }
    expect(() => read({ ...detail, eventName: 'PutKey' })).toThrow(MalformedEventError)
  })
})

describe('on purpose ignored is', () => {
  test.each([
    ['an invalidation', 'CreateInvalidation', { distributionId: 'E1' }, 'not-about-a-function'],
    ['a cache policy', 'UpdateCachePolicy', { id: 'p-1' }, 'not-about-a-function'],
    ['a tenant of a distribution', 'UpdateDistributionTenant', { id: 't-1' }, 'not-about-a-function'],
    ['a streaming distribution', 'UpdateStreamingDistribution', { id: 'S1' }, 'not-about-a-function'],
    ['a connection function', 'PublishConnectionFunction', { id: 'cf-1' }, 'not-about-a-function'],
    ['a test of a function', 'TestFunction', { name: 'redirect' }, 'not-about-a-function'],
    [
      'the tags of a distribution',
      'TagResource',
      { resource: arn('distribution', 'E1') },
      'not-about-a-function',
    ],
    ['a scratch function', 'CreateFunction', { name: 'holdfast-scratch-1' }, 'scratch'],
    [
      'a store of another account',
      'TagResource',
      { resource: arn('function', 'f', '999999999999') },
      'other-account',
    ],
  ])('%s', (_what, eventName, requestParameters, reason) => {
    expect(read({ eventName: `${eventName}2020_05_31`, requestParameters })).toMatchObject({
      type: 'ignored',
      reason,
    })
  })

  test.each([
    ['a failed call', { errorCode: 'PreconditionFailed' }, 'failed-call'],
    ['a read-only call', { readOnly: true }, 'read-only'],
    ['a data event of CloudFront itself', { managementEvent: false }, 'data-event'],
  ])('%s', (_what, detail, reason) => {
    const event = { eventName: 'UpdateFunction', requestParameters: { name: 'redirect' }, ...detail }
    expect(read(event)).toMatchObject({ type: 'ignored', reason })
  })
})
