import { describe, expect, test } from '@jest/globals'
import { facts } from '../../../../shared/triggers/facts/s3.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'

const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/6f9f2a0e'
const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY } }
const bucket = {
  GetBucketLocation: { LocationConstraint: 'eu-west-1' },
  GetBucketEncryption: { ServerSideEncryptionConfiguration: { Rules: [rule] } },
}

describe('facts of a bucket', () => {
  test('are its region and key; an object’s ARN means its bucket', async () => {
    const aws = fakeAws(bucket)
    const read = await facts.read(aws, 'arn:aws:s3:::failures/late/*')
    expect(read).toEqual({ region: 'eu-west-1', key: KEY })
    expect(aws.calls.map(({ region, input }) => [region, input['Bucket']])).toEqual([
      ['us-east-1', 'failures'],
      ['eu-west-1', 'failures'],
    ])
  })

  test('are asked within the partition', async () => {
    const aws = fakeAws(bucket)
    await facts.read(aws, 'arn:aws-cn:s3:::failures')
    expect(aws.calls[0]?.region).toBe('cn-north-1')
  })

  test('name no key when S3’s own protects it', async () => {
    const own = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }
    const GetBucketEncryption = { ServerSideEncryptionConfiguration: { Rules: [own] } }
    expect(await facts.read(fakeAws({ ...bucket, GetBucketEncryption }), 'arn:aws:s3:::failures')).toEqual({
      region: 'eu-west-1',
    })
  })

  test('are none when it is gone', async () => {
    const aws = fakeAws({ GetBucketLocation: awsError('NoSuchBucket') })
    expect(await facts.read(aws, 'arn:aws:s3:::failures')).toBeUndefined()
  })
})
