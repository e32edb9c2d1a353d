import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { HoldfastError } from '../errors.ts'
import { call } from './calls.ts'
import { createClient } from './clients.ts'

/** Asks in whichever region S3 points to. A HEAD has no body, so it can be sent again there. */
class FollowingClient extends S3Client {
  constructor(config: ConstructorParameters<typeof S3Client>[0] & object) {
    super({ ...config, followRegionRedirects: true })
  }
}

/**
 * The region of a bucket, asked once for each: requests must be signed for it. Where S3 does not tell, it is the region of
 * the SDK's default chain, and the request that follows says what is wrong. Needs s3:ListBucket.
 */
export function bucketRegions(): (bucket: string) => Promise<string> {
  const known = new Map<string, Promise<string>>()
  return async (bucket) => {
    const asked = known.get(bucket) ?? askRegion(bucket)
    known.set(bucket, asked)
    return await asked
  }
}

async function askRegion(bucket: string): Promise<string> {
  const client = createClient(FollowingClient)
  try {
    const command = new HeadBucketCommand({ Bucket: bucket })
    const { BucketRegion } = await call('HeadBucket', () => client.send(command))
    if (BucketRegion !== undefined) return BucketRegion
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error
  }
  return await client.config.region()
}
