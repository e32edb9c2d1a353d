import { describe, expect, test } from '@jest/globals'
import type { DescribeBrokerCommandOutput } from '@aws-sdk/client-mq'
import { facts } from '../../../../shared/triggers/facts/mq.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'

const ID = 'b-00000000-0000-4000-8000-000000000000'
const BROKER = `arn:aws:mq:eu-west-1:123456789012:broker:orders:${ID}`
const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/0f'

const mq = (members: Partial<DescribeBrokerCommandOutput> = {}) =>
  fakeAws({
    DescribeBroker: {
      BrokerArn: BROKER,
      BrokerState: 'RUNNING',
      EngineType: 'RABBITMQ',
      DeploymentMode: 'SINGLE_INSTANCE',
      EncryptionOptions: { UseAwsOwnedKey: false, KmsKeyId: KEY },
      Users: [{ Username: 'admin' }],
      ...members,
    } satisfies Partial<DescribeBrokerCommandOutput>,
  })

describe('facts of a broker', () => {
  test('tell its engine and its key, and no user', async () => {
    const aws = mq()
    expect(await facts.read(aws, BROKER)).toEqual({
      account: '123456789012',
      region: 'eu-west-1',
      key: KEY,
      facts: { EngineType: 'RABBITMQ', DeploymentMode: 'SINGLE_INSTANCE' },
    })
    expect(aws.calls).toMatchObject([{ region: 'eu-west-1', input: { BrokerId: ID } }])
  })

  test('that is gone or going are none', async () => {
    const gone = fakeAws({ DescribeBroker: awsError('NotFoundException') })
    expect(await facts.read(gone, BROKER)).toBeUndefined()
    expect(await facts.read(mq({ BrokerState: 'DELETION_IN_PROGRESS' }), BROKER)).toBeUndefined()
  })
})
