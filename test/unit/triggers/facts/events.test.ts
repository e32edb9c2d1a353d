import { describe, expect, test } from '@jest/globals'
import { facts } from '../../../../shared/triggers/facts/events.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'

const BUS = 'arn:aws:events:eu-west-2:123456789012:event-bus/shop'

describe('facts of an event bus', () => {
  test('are its owner, region and key, asked in its region', async () => {
    const aws = fakeAws({ DescribeEventBus: { Name: 'shop', KmsKeyIdentifier: 'alias/ours' } })
    expect(await facts.read(aws, BUS)).toEqual({
      account: '123456789012',
      region: 'eu-west-2',
      key: 'alias/ours',
    })
    expect(aws.calls).toMatchObject([{ region: 'eu-west-2', input: { Name: BUS } }])
  })

  test('are none when it is gone', async () => {
    const aws = fakeAws({ DescribeEventBus: awsError('ResourceNotFoundException') })
    expect(await facts.read(aws, BUS)).toBeUndefined()
  })
})
