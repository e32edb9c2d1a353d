import { describe, expect, test } from '@jest/globals'
import { triggerGrants } from '../../../shared/doctor/trigger-grants.ts'

const PLACE = { partition: 'aws-cn', account: '123456789012', region: 'cn-north-1' }
const read = (resource: string, ...actions: string[]) => ({ use: 'read', actions, resource }) as const
const READERS = {
  kinds: [
    {
      name: 'sns-subscription',
      permissions: [
        read('arn:${AWS::Partition}:sns:*:*:*', 'sns:GetTopicAttributes'),
        { ...read('arn:${AWS::Partition}:sns:*:*:*', 'sns:Subscribe'), use: 'write' as const },
        read('*', 'sns:ListTopics'),
      ],
    },
  ],
  facts: [{ permissions: [read('arn:${AWS::Partition}:s3:::*', 's3:GetBucketLocation')] }],
}

describe('what captures need to read triggers', () => {
  test('is asked of resources that nobody has, where captures read', () => {
    expect(triggerGrants(READERS, PLACE)).toEqual([
      {
        resource: 'arn:aws-cn:sns:cn-north-1:123456789012:holdfast-doctor-probe',
        actions: ['sns:GetTopicAttributes'],
      },
      { resource: '*', actions: ['sns:ListTopics'] },
      { resource: 'arn:aws-cn:s3:::holdfast-doctor-probe', actions: ['s3:GetBucketLocation'] },
    ])
  })

  test('is asked once for each resource', () => {
    const [kind] = READERS.kinds
    const other = { name: 'other', permissions: [read('*', 'sns:ListTopics', 'iot:ListTopicRules')] }
    expect(triggerGrants({ kinds: [kind!, other], facts: [] }, PLACE)).toContainEqual({
      resource: '*',
      actions: ['sns:ListTopics', 'iot:ListTopicRules'],
    })
  })

  test('leaves out what the deployment switched off', () => {
    const off = { ReadSnsSubscription: 'no', ReadReferences: 'no' }
    expect(triggerGrants(READERS, PLACE, off)).toEqual([])
    expect(triggerGrants(READERS, PLACE, { ReadReferences: 'no' })).toHaveLength(2)
  })
})
