import type { KinesisClient } from '@aws-sdk/client-kinesis'
import { callOptional } from '../../aws/calls.ts'
import { parseArn } from '../../model/arn.ts'
import { given } from '../../model/members.ts'
import type { AwsDoor } from '../aws-door.ts'
import type { FactsKind } from '../facts-kind.ts'

/** Streams, and consumers of a stream of their own: how long the stream holds a record, and under which key. */
export const facts: FactsKind = {
  service: 'kinesis',
  permissions: [
    {
      use: 'read',
      actions: ['kinesis:DescribeStreamSummary'],
      resource: 'arn:${AWS::Partition}:kinesis:*:*:stream/*',
    },
    {
      use: 'read',
      actions: ['kinesis:DescribeStreamConsumer'],
      resource: 'arn:${AWS::Partition}:kinesis:*:*:*/*/consumer/*:*',
    },
  ],
  async read(aws, arn) {
    const { region = '', account = '' } = parseArn(arn) ?? {}
    const client = await openKinesis(aws, region)
    const [streamArn = arn] = arn.split('/consumer/')
    if (streamArn !== arn && !(await hasConsumer(client, arn))) return undefined
    const stream = await describeStream(client, streamArn)
    if (stream === undefined) return undefined
    return { account, region, ...given({ key: stream.KeyId, retentionHours: stream.RetentionPeriodHours }) }
  },
}

async function openKinesis(aws: AwsDoor, region: string): Promise<KinesisClient> {
  const { KinesisClient } = await import('@aws-sdk/client-kinesis')
  return aws.client(KinesisClient, region)
}

async function hasConsumer(client: KinesisClient, ConsumerARN: string): Promise<boolean> {
  const { DescribeStreamConsumerCommand } = await import('@aws-sdk/client-kinesis')
  const command = new DescribeStreamConsumerCommand({ ConsumerARN })
  return (await callOptional('DescribeStreamConsumer', () => client.send(command))) !== undefined
}

async function describeStream(client: KinesisClient, StreamARN: string) {
  const { DescribeStreamSummaryCommand } = await import('@aws-sdk/client-kinesis')
  const command = new DescribeStreamSummaryCommand({ StreamARN })
  const found = await callOptional('DescribeStreamSummary', () => client.send(command))
  return found?.StreamDescriptionSummary
}
