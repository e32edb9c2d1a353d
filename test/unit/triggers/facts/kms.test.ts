import { describe, expect, test } from '@jest/globals'
import type { DescribeKeyCommandOutput } from '@aws-sdk/client-kms'
import { facts } from '../../../../shared/triggers/facts/kms.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'

const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/0f'

describe('facts of a key', () => {
  test('behind an alias tell which key it is and whether it can be used', async () => {
    const aws = fakeAws({
      DescribeKey: {
        KeyMetadata: {
          KeyId: '0f',
          Arn: KEY,
          AWSAccountId: '123456789012',
          CreationDate: new Date(0),
          KeyManager: 'CUSTOMER',
          KeyState: 'PendingDeletion',
          MultiRegion: false,
          Description: 'of orders',
        },
      } satisfies Partial<DescribeKeyCommandOutput>,
    })
    expect(await facts.read(aws, 'arn:aws:kms:eu-west-1:123456789012:alias/orders')).toEqual({
      account: '123456789012',
      region: 'eu-west-1',
      facts: { Arn: KEY, KeyManager: 'CUSTOMER', KeyState: 'PendingDeletion', MultiRegion: false },
    })
    expect(aws.calls).toMatchObject([
      { region: 'eu-west-1', input: { KeyId: expect.stringContaining('alias/orders') } },
    ])
  })

  test('that is gone are none, and one that may not be read is an error', async () => {
    expect(await facts.read(fakeAws({ DescribeKey: awsError('NotFoundException') }), KEY)).toBeUndefined()
    const denied = facts.read(fakeAws({ DescribeKey: awsError('AccessDeniedException') }), KEY)
    await expect(denied).rejects.toMatchObject({ name: 'AccessDeniedError' })
  })
})
