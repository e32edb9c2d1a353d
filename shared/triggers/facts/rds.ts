import type { DocDBClient } from '@aws-sdk/client-docdb'
import { callOptional, callPages } from '../../aws/calls.ts'
import { plainObject } from '../../aws/plain-json.ts'
import { UnsupportedError } from '../../errors.ts'
import { parseArn } from '../../model/arn.ts'
import { given } from '../../model/members.ts'
import type { FactsKind } from '../facts-kind.ts'

/** Seconds that change streams of a cluster are held; a parameter of its group (DocumentDB Developer Guide, "Change streams"). */
const RETENTION = 'change_stream_log_retention_duration'

/** DocumentDB clusters, whose ARNs are those of RDS: under which key, and how long their change streams hold. */
export const facts: FactsKind = {
  service: 'rds',
  permissions: [
    {
      use: 'read',
      actions: ['rds:DescribeDBClusters'],
      resource: 'arn:${AWS::Partition}:rds:*:*:cluster:*',
    },
    {
      use: 'read',
      actions: ['rds:DescribeDBClusterParameters'],
      resource: 'arn:${AWS::Partition}:rds:*:*:cluster-pg:*',
    },
  ],
  async read(aws, arn) {
    const { DocDBClient, DescribeDBClustersCommand } = await import('@aws-sdk/client-docdb')
    const { region = '', account = '', resource } = parseArn(arn) ?? { resource: '' }
    const [type, name] = resource.split(':')
    if (type !== 'cluster') throw new UnsupportedError(`${arn} is no cluster.`)
    const client = aws.client(DocDBClient, region)
    const command = new DescribeDBClustersCommand({ DBClusterIdentifier: name })
    const answer = await callOptional('DescribeDBClusters', () => client.send(command))
    const cluster = answer?.DBClusters?.[0]
    if (cluster === undefined || cluster.Status === 'deleting') return undefined
    const { Engine, KmsKeyId: key, DBClusterParameterGroup: group } = cluster
    const retentionHours = Engine === 'docdb' ? await readRetention(client, group) : undefined
    return { account, region, ...given({ key, retentionHours }), facts: plainObject({ Engine }) }
  },
}

async function readRetention(client: DocDBClient, group: string | undefined): Promise<number | undefined> {
  const { paginateDescribeDBClusterParameters } = await import('@aws-sdk/client-docdb')
  const pages = paginateDescribeDBClusterParameters({ client }, { DBClusterParameterGroupName: group })
  const all = await callPages('DescribeDBClusterParameters', pages, (page) => page.Parameters)
  const seconds = all.find(({ ParameterName }) => ParameterName === RETENTION)?.ParameterValue
  return seconds === undefined ? undefined : Number(seconds) / 3600
}
