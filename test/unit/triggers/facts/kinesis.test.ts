import { describe, expect, test } from '@jest/globals'
import type { DescribeStreamSummaryCommandOutput } from '@aws-sdk/client-kinesis'
import { facts } from '../../../../shared/triggers/facts/kinesis.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'

const STREAM = 'arn:aws:kinesis:eu-west-2:123456789012:stream/orders'
const CONSUMER = `${STREAM}/consumer/bill:1700000000`
const where = { account: '123456789012', region: 'eu-west-2' }

const DescribeStreamSummary = {
  StreamDescriptionSummary: {
    StreamName: 'orders',
    StreamARN: STREAM,
    StreamStatus: 'ACTIVE',
    RetentionPeriodHours: 168,
    StreamCreationTimestamp: new Date(0),
    EnhancedMonitoring: [],
    OpenShardCount: 1,
    EncryptionType: 'KMS',
    KeyId: 'alias/ours',
  },
} satisfies Partial<DescribeStreamSummaryCommandOutput>

describe('facts of a Kinesis stream', () => {
  test('are how long it holds a record, and its key', async () => {
    const aws = fakeAws({ DescribeStreamSummary })
    expect(await facts.read(aws, STREAM)).toEqual({ ...where, key: 'alias/ours', retentionHours: 168 })
    expect(aws.calls).toMatchObject([{ region: 'eu-west-2', input: { StreamARN: STREAM } }])
  })

  test('are for a consumer those of its stream', async () => {
    const aws = fakeAws({ DescribeStreamSummary, DescribeStreamConsumer: {} })
    expect(await facts.read(aws, CONSUMER)).toEqual({ ...where, key: 'alias/ours', retentionHours: 168 })
    expect(aws.calls.map(({ input }) => input)).toEqual([{ ConsumerARN: CONSUMER }, { StreamARN: STREAM }])
  })

  test('are none when the stream, or the consumer, is gone', async () => {
    const gone = awsError('ResourceNotFoundException')
    expect(await facts.read(fakeAws({ DescribeStreamSummary: gone }), STREAM)).toBeUndefined()
    const aws = fakeAws({ DescribeStreamSummary, DescribeStreamConsumer: gone })
    expect(await facts.read(aws, CONSUMER)).toBeUndefined()
  })
})
