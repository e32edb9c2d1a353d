import { callOptional } from '../../aws/calls.ts'
import { parseArn } from '../../model/arn.ts'
import { given } from '../../model/members.ts'
import type { FactsKind } from '../facts-kind.ts'

/** Hours that a stream of DynamoDB holds a record (Developer Guide, "Change data capture for DynamoDB Streams"). */
const STREAM_HOURS = 24

/** Tables and their streams: whose, and under which key. A table has one stream at a time; an older one is gone. */
export const facts: FactsKind = {
  service: 'dynamodb',
  permissions: [
    {
      use: 'read',
      actions: ['dynamodb:DescribeTable'],
      resource: 'arn:${AWS::Partition}:dynamodb:*:*:table/*',
    },
  ],
  async read(aws, arn) {
    const { DynamoDBClient, DescribeTableCommand } = await import('@aws-sdk/client-dynamodb')
    const { region = '', account = '' } = parseArn(arn) ?? {}
    const client = aws.client(DynamoDBClient, region)
    const [tableArn = arn] = arn.split('/stream/')
    // By ARN, for a mapping may name a table of another account.
    const command = new DescribeTableCommand({ TableName: tableArn })
    const found = await callOptional('DescribeTable', () => client.send(command))
    if (found?.Table === undefined) return undefined
    const key = found.Table.SSEDescription?.KMSMasterKeyArn
    if (tableArn === arn) return { account, region, ...given({ key }) }
    const { LatestStreamArn, StreamSpecification: stream } = found.Table
    if (LatestStreamArn !== arn || stream?.StreamEnabled !== true) return undefined
    return { account, region, retentionHours: STREAM_HOURS, ...given({ key }) }
  },
}
