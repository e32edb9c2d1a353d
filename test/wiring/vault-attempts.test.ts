import { beforeAll, describe, expect, test } from '@jest/globals'
import type { JsonObject, JsonValue } from '../../shared/model/json.ts'
import { matchesPattern } from '../unit/zones/match-pattern.ts'
import type { Template } from './packaged-template.ts'
import { packagedTemplate } from './packaged-template.ts'

let template: Template
beforeAll(async () => {
  template = await packagedTemplate()
}, 60_000)

const BUCKET = 'vault'
const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/1'

/** What the references of the rule stand for. */
const STANDS_FOR: Readonly<Record<string, string>> = {
  '{"Ref":"VaultBucket"}': BUCKET,
  '{"Ref":"VaultKey"}': '1',
  '{"Fn::GetAtt":["VaultKey","Arn"]}': KEY,
}

function pattern(): JsonObject {
  const text = JSON.stringify(template.Resources['VaultAttempts']!.Properties['EventPattern'])
  const resolved = Object.entries(STANDS_FOR).reduce(
    (sum, [reference, value]) => sum.replaceAll(reference, JSON.stringify(value)),
    text,
  )
  return JSON.parse(resolved) as JsonObject
}

/** A record of CloudTrail, as EventBridge hands it over (CloudTrail user guide, "CloudTrail record contents"). */
function record(detail: Readonly<Record<string, JsonValue>>): JsonObject {
  const source = detail['eventSource'] === 'kms.amazonaws.com' ? 'aws.kms' : 'aws.s3'
  const common = { eventSource: 's3.amazonaws.com', readOnly: false, managementEvent: true }
  return { source, 'detail-type': 'AWS API Call via CloudTrail', detail: { ...common, ...detail } }
}

const ofBucket = { requestParameters: { bucketName: BUCKET, key: 'points/1.json' } }
const ofKey = { eventSource: 'kms.amazonaws.com', resources: [{ ARN: KEY }] }
const ofObject = { ...ofBucket, managementEvent: false }

describe('the watch is woken', () => {
  test.each([
    ['by a change of the bucket', { ...ofBucket, eventName: 'PutBucketPolicy' }],
    ['by one that is refused', { ...ofBucket, eventName: 'DeleteBucket', errorCode: 'AccessDenied' }],
    ['by a change of the key', { ...ofKey, eventName: 'DisableKey' }],
    [
      'by the name of the key',
      {
        eventSource: 'kms.amazonaws.com',
        eventName: 'DisableKey',
        errorCode: 'AccessDenied',
        requestParameters: { keyId: '1' },
      },
    ],
    [
      'by a refused deletion of an object',
      { ...ofObject, eventName: 'DeleteObject', errorCode: 'AccessDenied' },
    ],
    ['by a refused write of an object', { ...ofObject, eventName: 'PutObject', errorCode: 'AccessDenied' }],
  ])('%s', (_, detail) => {
    expect(matchesPattern(pattern(), record(detail))).toBe(true)
  })
})

describe('the watch is not woken', () => {
  test.each([
    ['by Holdfast’s own writes', { ...ofObject, eventName: 'PutObject' }],
    [
      'by a condition of Holdfast’s own that does not hold',
      { ...ofObject, eventName: 'PutObject', errorCode: 'PreconditionFailed' },
    ],
    [
      'by what reads an object',
      { ...ofObject, eventName: 'GetObject', readOnly: true, errorCode: 'AccessDenied' },
    ],
    ['by what uses the key', { ...ofKey, eventName: 'Decrypt', readOnly: true }],
    [
      'by what is done to another bucket',
      {
        ...ofObject,
        eventName: 'DeleteObject',
        errorCode: 'AccessDenied',
        requestParameters: { bucketName: 'other' },
      },
    ],
  ])('%s', (_, detail) => {
    expect(matchesPattern(pattern(), record(detail))).toBe(false)
  })
})
