import { describe, expect, test } from '@jest/globals'
import type { DescribeTableCommandOutput } from '@aws-sdk/client-dynamodb'
import { facts } from '../../../../shared/triggers/facts/dynamodb.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'

const TABLE = 'arn:aws:dynamodb:eu-west-2:123456789012:table/orders'
const STREAM = `${TABLE}/stream/2026-01-01T00:00:00.000`
const KEY = 'arn:aws:kms:eu-west-2:123456789012:key/6f9f2a0e'
const where = { account: '123456789012', region: 'eu-west-2' }

const table = (more: NonNullable<DescribeTableCommandOutput['Table']>) =>
  fakeAws({ DescribeTable: { Table: more } })
const streaming = { LatestStreamArn: STREAM, StreamSpecification: { StreamEnabled: true } }

describe('facts of a DynamoDB table', () => {
  test('are its owner, region and key', async () => {
    const aws = table({ SSEDescription: { KMSMasterKeyArn: KEY } })
    expect(await facts.read(aws, TABLE)).toEqual({ ...where, key: KEY })
    expect(aws.calls).toMatchObject([{ region: 'eu-west-2', input: { TableName: TABLE } }])
  })

  test('are none when it is gone', async () => {
    const gone = { DescribeTable: awsError('ResourceNotFoundException') }
    expect(await facts.read(fakeAws(gone), TABLE)).toBeUndefined()
    expect(await facts.read(fakeAws(gone), STREAM)).toBeUndefined()
  })
})

describe('facts of a stream of DynamoDB', () => {
  test('are that it holds a record for a day, asked of its table', async () => {
    const aws = table(streaming)
    expect(await facts.read(aws, STREAM)).toEqual({ ...where, retentionHours: 24 })
    expect(aws.calls).toMatchObject([{ input: { TableName: TABLE } }])
  })

  test.each([
    ['was turned off', { ...streaming, StreamSpecification: { StreamEnabled: false } }],
    ['gave way to a newer one', { ...streaming, LatestStreamArn: `${TABLE}/stream/2026-06-01T00:00:00.000` }],
    ['never was', {}],
  ])('are none when the stream %s', async (_what, now) => {
    expect(await facts.read(table(now), STREAM)).toBeUndefined()
  })
})
