import { describe, expect, test } from '@jest/globals'
import type {
  GetBucketNotificationConfigurationCommandOutput,
  NotificationConfiguration,
  PutBucketNotificationConfigurationCommandInput,
} from '@aws-sdk/client-s3'
import type { TriggerTarget } from '../../../../shared/triggers/kind.ts'
import { kind } from '../../../../shared/triggers/kinds/s3-notification.ts'
import type { Answers, FakeAws } from '../../../fakes/fake-aws.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'
import { grantOf, homePlace, readerOf, targetOf } from './kind-under-test.ts'

const BUCKET = 'arn:aws:s3:::orders'
const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:bill'
const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/6f9f2a0e'

const Filter = { Key: { FilterRules: [{ Name: 'suffix' as const, Value: '.csv' }] } }
const settings = { Id: 'on-upload', Events: ['s3:ObjectCreated:Copy', 's3:ObjectCreated:Put'], Filter }
const ours = {
  Id: 'on-upload',
  LambdaFunctionArn: FUNCTION,
  Events: ['s3:ObjectCreated:Put', 's3:ObjectCreated:Copy'],
  Filter,
} satisfies NonNullable<NotificationConfiguration['LambdaFunctionConfigurations']>[number]
const theirs = { ...ours, Id: 'other', LambdaFunctionArn: `${FUNCTION}-other` }
const queue = {
  Id: 'queue',
  QueueArn: 'arn:aws:sqs:eu-west-1:123456789012:q',
  Events: ['s3:TestEvent' as never],
}

/** A bucket that keeps the notifications that are put. */
function bucket(start: NotificationConfiguration, more: Answers = {}): FakeAws {
  let now = start
  return fakeAws({
    GetBucketLocation: { LocationConstraint: 'eu-west-1' },
    GetBucketNotificationConfiguration: () =>
      ({ ...now, $metadata: {} }) satisfies GetBucketNotificationConfigurationCommandOutput,
    GetBucketEncryption: {
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY } }],
      },
    },
    PutBucketNotificationConfiguration: (input: PutBucketNotificationConfigurationCommandInput) => {
      now = input.NotificationConfiguration ?? {}
      return {}
    },
    ...more,
  })
}

const puts = (aws: FakeAws) =>
  aws.calls
    .filter(({ operation }) => operation === 'PutBucketNotificationConfiguration')
    .map(({ input }) => input['NotificationConfiguration'])

describe('S3 bucket notification: reading', () => {
  const reader = readerOf(kind)

  test('keeps what notifies functions, the switch of EventBridge, the region and the key', async () => {
    const aws = bucket({
      LambdaFunctionConfigurations: [ours],
      QueueConfigurations: [queue],
      EventBridgeConfiguration: {},
    })
    expect(await reader.read(aws, BUCKET, homePlace)).toEqual({
      source: {
        arn: BUCKET,
        account: '123456789012',
        region: 'eu-west-1',
        key: KEY,
        facts: { EventBridgeConfiguration: {} },
      },
      triggers: [{ invokes: FUNCTION, settings }],
      gaps: [],
    })
  })

  test('its settings fit its schema, and the same in another order is the same', async () => {
    const turned = { ...ours, Events: ours.Events.toReversed() }
    const found = await reader.read(bucket({ LambdaFunctionConfigurations: [turned] }), BUCKET, homePlace)
    expect(kind.settings.parse(found?.triggers[0]?.settings)).toEqual(settings)
  })

  test.each([
    ['says its region', { LocationConstraint: 'eu-central-1' }, 'eu-central-1'],
    ['is in the first region, which has no name', {}, 'us-east-1'],
    ['is in the first of Europe', { LocationConstraint: 'EU' }, 'eu-west-1'],
    ['sends who asks elsewhere there', redirect('ap-south-1'), 'ap-south-1'],
  ])('asks in the region of a bucket that %s', async (_what, GetBucketLocation, region) => {
    const aws = bucket({}, { GetBucketLocation })
    expect(await reader.read(aws, BUCKET, homePlace)).toMatchObject({ source: { region } })
    expect(aws.calls.map((one) => one.region)).toEqual(['eu-west-1', region, region])
  })

  test('a bucket of another account that lets itself be read has no owner here', async () => {
    const aws = bucket(
      {},
      {
        GetBucketNotificationConfiguration: ({ ExpectedBucketOwner }: { ExpectedBucketOwner?: string }) =>
          ExpectedBucketOwner === undefined ? {} : awsError('AccessDenied'),
      },
    )
    expect((await reader.read(aws, BUCKET, homePlace))?.source).not.toHaveProperty('account')
  })

  test('a bucket that is gone does not exist; one that refuses is an error; a hidden key is a gap', async () => {
    const gone = bucket({}, { GetBucketLocation: awsError('NoSuchBucket') })
    expect(await reader.read(gone, BUCKET, homePlace)).toBeUndefined()
    const denied = bucket({}, { GetBucketNotificationConfiguration: awsError('AccessDenied') })
    await expect(reader.read(denied, BUCKET, homePlace)).rejects.toMatchObject({ name: 'AccessDeniedError' })
    const hidden = bucket({}, { GetBucketEncryption: awsError('AccessDenied') })
    expect((await reader.read(hidden, BUCKET, homePlace))?.gaps).toMatchObject([{ part: 'encryption' }])
  })

  test('a grant with the ARN of a bucket needs no call', async () => {
    expect(await reader.find(fakeAws({}), grantOf({ sourceArn: BUCKET }), homePlace)).toEqual([BUCKET])
  })

  test.each([
    ['no ARN', undefined, undefined],
    ['a wildcard', 'arn:aws:s3:::o*s', 'o'],
  ])(
    'with %s the buckets of the region are asked, and those that invoke are meant',
    async (_, sourceArn, Prefix) => {
      const aws = bucket(
        { LambdaFunctionConfigurations: [ours] },
        { ListBuckets: { Buckets: [{ Name: 'orders' }] } },
      )
      expect(await reader.find(aws, grantOf({ sourceArn }), homePlace)).toEqual([BUCKET])
      expect(aws.calls[0]?.input).toMatchObject({ BucketRegion: 'eu-west-1', ...(Prefix ? { Prefix } : {}) })
      const other = grantOf({ sourceArn, invokes: `${FUNCTION}-2` })
      expect(await reader.find(aws, other, homePlace)).toEqual([])
    },
  )

  test('too many buckets, or those of another account, are not asked', async () => {
    const many = fakeAws({ ListBuckets: { Buckets: [{ Name: 'orders' }], ContinuationToken: 'more' } })
    expect(await reader.find(many, grantOf({}), homePlace)).toBeUndefined()
    expect(
      await reader.find(fakeAws({}), grantOf({ sourceAccount: '999999999999' }), homePlace),
    ).toBeUndefined()
  })

  test.each(kind.changes.flatMap(({ eventNames }) => eventNames))('%s was about its bucket', (eventName) => {
    const request = { bucketName: 'orders', notification: [''] }
    const change = { ...homePlace, eventName, request, response: {} }
    expect(kind.changes[0]?.sourcesOf(change)).toEqual([BUCKET])
  })
})

function redirect(region: string): Error {
  const $response = { headers: { 'x-amz-bucket-region': region } }
  return Object.assign(awsError('PermanentRedirect'), { $response, $metadata: { httpStatusCode: 301 } })
}

describe('S3 bucket notification: putting back', () => {
  const trigger = { kind: kind.name, source: BUCKET, invokes: FUNCTION, settings }
  const planFor = (target: Partial<TriggerTarget> = {}) =>
    kind.writer.plan(trigger, targetOf(target)).steps[0]!

  test('is one step after verification, at the mapped bucket, for the restored function', () => {
    const step = planFor({ invokes: `${FUNCTION}-2`, map: (arn) => `${arn}-2` })
    expect(step).toMatchObject({
      phase: 'enable',
      resource: `${BUCKET}-2`,
      input: { invokes: `${FUNCTION}-2` },
    })
  })

  test('adds what is missing beside all others, and takes back only that', async () => {
    const before = {
      LambdaFunctionConfigurations: [theirs],
      QueueConfigurations: [queue],
      EventBridgeConfiguration: {},
    }
    const aws = bucket(before)
    const done = await kind.writer.carryOut(aws, planFor())
    const { Events } = settings
    expect(puts(aws)).toEqual([{ ...before, LambdaFunctionConfigurations: [theirs, { ...ours, Events }] }])
    await kind.writer.takeBack(aws, planFor(), done)
    expect(puts(aws)[1]).toEqual(before)
  })

  test('writes nothing when it is there, whatever its id, and takes nothing back', async () => {
    const aws = bucket({ LambdaFunctionConfigurations: [{ ...ours, Id: 'renamed' }] })
    await kind.writer.takeBack(aws, planFor(), await kind.writer.carryOut(aws, planFor()))
    expect(puts(aws)).toEqual([])
  })

  test('a notification of the function that differs is replaced, and comes back', async () => {
    const differs = { ...ours, Events: ['s3:ObjectCreated:Put' as const] }
    const aws = bucket({ LambdaFunctionConfigurations: [differs] })
    const done = await kind.writer.carryOut(aws, planFor())
    expect(puts(aws)).toEqual([{ LambdaFunctionConfigurations: [{ ...ours, Events: settings.Events }] }])
    await kind.writer.takeBack(aws, planFor(), done)
    expect(puts(aws)[1]).toEqual({ LambdaFunctionConfigurations: [differs] })
  })

  test.each([
    ['another function', { LambdaFunctionConfigurations: [{ ...theirs, Id: 'on-upload' }] }],
    ['a queue', { QueueConfigurations: [{ ...queue, Id: 'on-upload' }] }],
  ])('an id that %s has is left to it', async (_who, before: NotificationConfiguration) => {
    const aws = bucket(before)
    await kind.writer.carryOut(aws, planFor())
    const functions = [...(before.LambdaFunctionConfigurations ?? [])]
    const added = { ...ours, Id: 'on-upload-2', Events: settings.Events }
    expect(puts(aws)).toEqual([{ ...before, LambdaFunctionConfigurations: [...functions, added] }])
  })

  test('a bucket that is gone is not made: the error says what to do', async () => {
    const aws = bucket({}, { GetBucketLocation: awsError('NoSuchBucket') })
    await expect(kind.writer.carryOut(aws, planFor())).rejects.toThrow(/create the bucket/)
  })
})
