import { describe, expect, test } from '@jest/globals'
import type { Cluster, DescribeClusterV2CommandOutput } from '@aws-sdk/client-kafka'
import { facts } from '../../../../shared/triggers/facts/kafka.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'

const CLUSTER = 'arn:aws:kafka:eu-west-1:123456789012:cluster/orders/00000000-0000-4000-8000-000000000000-1'
const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/0f'

const kafka = (members: Partial<Cluster>) =>
  fakeAws({
    DescribeClusterV2: {
      ClusterInfo: { ClusterArn: CLUSTER, ClusterName: 'orders', State: 'ACTIVE', ...members },
    } satisfies Partial<DescribeClusterV2CommandOutput>,
  })

describe('facts of an MSK cluster', () => {
  test('tell its key when it is provisioned', async () => {
    const aws = kafka({
      ClusterType: 'PROVISIONED',
      Provisioned: {
        NumberOfBrokerNodes: 3,
        BrokerNodeGroupInfo: { ClientSubnets: [], InstanceType: 'kafka.m5.large' },
        EncryptionInfo: { EncryptionAtRest: { DataVolumeKMSKeyId: KEY } },
      },
    })
    expect(await facts.read(aws, CLUSTER)).toEqual({
      account: '123456789012',
      region: 'eu-west-1',
      key: KEY,
      facts: { ClusterName: 'orders', ClusterType: 'PROVISIONED' },
    })
  })

  test('tell of a serverless one that it is', async () => {
    const found = await facts.read(kafka({ ClusterType: 'SERVERLESS' }), CLUSTER)
    expect(found).toEqual({
      account: '123456789012',
      region: 'eu-west-1',
      facts: { ClusterName: 'orders', ClusterType: 'SERVERLESS' },
    })
  })

  test('that is gone or going are none', async () => {
    const gone = fakeAws({ DescribeClusterV2: awsError('NotFoundException') })
    expect(await facts.read(gone, CLUSTER)).toBeUndefined()
    expect(await facts.read(kafka({ State: 'DELETING' }), CLUSTER)).toBeUndefined()
  })
})
