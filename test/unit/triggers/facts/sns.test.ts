import { describe, expect, test } from '@jest/globals'
import { facts } from '../../../../shared/triggers/facts/sns.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'

const TOPIC = 'arn:aws:sns:eu-west-2:123456789012:failures'

describe('facts of a topic', () => {
  test('are its owner, region and key, asked in its region', async () => {
    const aws = fakeAws({ GetTopicAttributes: { Attributes: { KmsMasterKeyId: 'alias/ours' } } })
    expect(await facts.read(aws, TOPIC)).toEqual({
      account: '123456789012',
      region: 'eu-west-2',
      key: 'alias/ours',
    })
    expect(aws.calls).toMatchObject([{ region: 'eu-west-2', input: { TopicArn: TOPIC } }])
  })

  test('are without a key when it has none', async () => {
    const aws = fakeAws({ GetTopicAttributes: { Attributes: {} } })
    expect(await facts.read(aws, TOPIC)).toEqual({ account: '123456789012', region: 'eu-west-2' })
  })

  test('are none when it is gone; a refusal is an error', async () => {
    const gone = fakeAws({ GetTopicAttributes: awsError('NotFoundException') })
    expect(await facts.read(gone, TOPIC)).toBeUndefined()
    const denied = fakeAws({ GetTopicAttributes: awsError('AuthorizationErrorException') })
    await expect(facts.read(denied, TOPIC)).rejects.toThrow()
  })
})
