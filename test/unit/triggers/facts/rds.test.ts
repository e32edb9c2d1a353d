import { describe, expect, test } from '@jest/globals'
import type {
  DBCluster,
  DescribeDBClusterParametersCommandInput,
  DescribeDBClusterParametersCommandOutput,
  DescribeDBClustersCommandOutput,
} from '@aws-sdk/client-docdb'
import { facts } from '../../../../shared/triggers/facts/rds.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'

const CLUSTER = 'arn:aws:rds:eu-west-1:123456789012:cluster:orders'
const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/0f'

/** The parameter is on the second page. */
const docdb = (members: Partial<DBCluster> = {}) =>
  fakeAws({
    DescribeDBClusters: {
      DBClusters: [
        {
          Engine: 'docdb',
          Status: 'available',
          KmsKeyId: KEY,
          DBClusterParameterGroup: 'orders-5',
          MasterUsername: 'root',
          ...members,
        },
      ],
    } satisfies Partial<DescribeDBClustersCommandOutput>,
    DescribeDBClusterParameters: ({ Marker }: DescribeDBClusterParametersCommandInput) =>
      (Marker === undefined
        ? { Parameters: [{ ParameterName: 'tls', ParameterValue: 'enabled' }], Marker: '2' }
        : {
            Parameters: [{ ParameterName: 'change_stream_log_retention_duration', ParameterValue: '10800' }],
          }) satisfies Partial<DescribeDBClusterParametersCommandOutput>,
  })

describe('facts of a DocumentDB cluster', () => {
  test('tell its key, how many hours its change streams hold, and no user', async () => {
    const aws = docdb()
    expect(await facts.read(aws, CLUSTER)).toEqual({
      account: '123456789012',
      region: 'eu-west-1',
      key: KEY,
      retentionHours: 3,
      facts: { Engine: 'docdb' },
    })
    expect(aws.calls).toMatchObject([
      { input: { DBClusterIdentifier: 'orders' } },
      { input: { DBClusterParameterGroupName: 'orders-5' } },
      {},
    ])
  })

  test('of another engine tell of no stream', async () => {
    const aws = docdb({ Engine: 'aurora-mysql' })
    expect(await facts.read(aws, CLUSTER)).not.toHaveProperty('retentionHours')
    expect(aws.calls).toHaveLength(1)
  })

  test('that is gone or going are none, and of what is no cluster are not known', async () => {
    const gone = fakeAws({ DescribeDBClusters: awsError('DBClusterNotFoundFault') })
    expect(await facts.read(gone, CLUSTER)).toBeUndefined()
    expect(await facts.read(docdb({ Status: 'deleting' }), CLUSTER)).toBeUndefined()
    const instance = facts.read(docdb(), CLUSTER.replace('cluster', 'db'))
    await expect(instance).rejects.toMatchObject({ name: 'UnsupportedError' })
  })
})
