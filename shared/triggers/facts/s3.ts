import { keyOfBucket, regionOfBucket } from '../../aws/bucket-facts.ts'
import { parseArn } from '../../model/arn.ts'
import { given } from '../../model/members.ts'
import type { FactsKind } from '../facts-kind.ts'

/** Regions that a partition has had from its beginning: an ARN of S3 names none to ask. */
const FIRST_REGIONS: Readonly<Record<string, string | undefined>> = {
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
}

/** Buckets: where, and under which key. Whose they are S3 does not say. */
export const facts: FactsKind = {
  service: 's3',
  permissions: [
    {
      use: 'read',
      actions: ['s3:GetBucketLocation', 's3:GetEncryptionConfiguration'],
      resource: 'arn:${AWS::Partition}:s3:::*',
    },
  ],
  async read(aws, arn) {
    const { S3Client } = await import('@aws-sdk/client-s3')
    const { partition = '', resource } = parseArn(arn) ?? { resource: '' }
    const [bucket = ''] = resource.split('/')
    const near = FIRST_REGIONS[partition] ?? 'us-east-1'
    const region = await regionOfBucket(aws.client(S3Client, near), bucket)
    if (region === undefined) return undefined
    return { region, ...given({ key: await keyOfBucket(aws.client(S3Client, region), bucket) }) }
  },
}
