import { callOptional } from '../../aws/calls.ts'
import { plainObject } from '../../aws/plain-json.ts'
import { parseArn } from '../../model/arn.ts'
import { given } from '../../model/members.ts'
import type { FactsKind } from '../facts-kind.ts'

/** MSK clusters, provisioned and serverless. How long a topic holds a record is a setting of the topic, which no API tells. */
export const facts: FactsKind = {
  service: 'kafka',
  permissions: [
    {
      use: 'read',
      actions: ['kafka:DescribeClusterV2'],
      resource: 'arn:${AWS::Partition}:kafka:*:*:cluster/*/*',
    },
  ],
  async read(aws, arn) {
    const { KafkaClient, DescribeClusterV2Command } = await import('@aws-sdk/client-kafka')
    const { region = '', account = '' } = parseArn(arn) ?? {}
    const client = aws.client(KafkaClient, region)
    const command = new DescribeClusterV2Command({ ClusterArn: arn })
    const cluster = (await callOptional('DescribeClusterV2', () => client.send(command)))?.ClusterInfo
    if (cluster === undefined || cluster.State === 'DELETING') return undefined
    const { ClusterType, ClusterName, Provisioned } = cluster
    const key = Provisioned?.EncryptionInfo?.EncryptionAtRest?.DataVolumeKMSKeyId
    return { account, region, ...given({ key }), facts: plainObject({ ClusterName, ClusterType }) }
  },
}
