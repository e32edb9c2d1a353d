import { describe, expect, test } from '@jest/globals'
import type { DescribeSecretCommandOutput } from '@aws-sdk/client-secrets-manager'
import { facts } from '../../../../shared/triggers/facts/secretsmanager.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'

const SECRET = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf'
const secret = { ARN: SECRET, Name: 'db', KmsKeyId: 'alias/orders', LastAccessedDate: new Date(0) }
const home = { account: '123456789012', region: 'eu-west-1', key: 'alias/orders' }

function described(members: Partial<DescribeSecretCommandOutput>) {
  return fakeAws({ DescribeSecret: { ...secret, ...members } })
}

describe('facts of a secret', () => {
  test('are its key, and nothing that changes by itself; its value is never asked for', async () => {
    const aws = described({})
    expect(await facts.read(aws, SECRET)).toEqual(home)
    expect(aws.calls.map(({ operation }) => operation)).toEqual(['DescribeSecret'])
  })

  test('tell the region that a replica comes from', async () => {
    const replica = await facts.read(described({ PrimaryRegion: 'us-east-1' }), SECRET)
    expect(replica).toEqual({ ...home, facts: { PrimaryRegion: 'us-east-1' } })
  })

  test('that is gone, or deleted and only waits to be, are none', async () => {
    expect(
      await facts.read(fakeAws({ DescribeSecret: awsError('ResourceNotFoundException') }), SECRET),
    ).toBeUndefined()
    expect(await facts.read(described({ DeletedDate: new Date(0) }), SECRET)).toBeUndefined()
  })
})
