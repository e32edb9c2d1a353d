import {
  GetBucketEncryptionCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import type { BucketsApi } from '../doctor/doctor-ports.ts'
import { call, callOptional } from './calls.ts'
import { createClient } from './clients.ts'

/** How buckets protect what they hold. */
export function openBuckets(region: string): BucketsApi {
  const client = createClient(S3Client, { region })
  return {
    async readSafety(bucket) {
      const [encryption, versioned, publicBlocked] = await Promise.all([
        readEncryption(client, bucket),
        isVersioned(client, bucket),
        isPublicBlocked(client, bucket),
      ])
      return { encryption, versioned, publicBlocked }
    },
  }
}

async function readEncryption(client: S3Client, bucket: string): Promise<string | undefined> {
  const command = new GetBucketEncryptionCommand({ Bucket: bucket })
  const answer = await callOptional('GetBucketEncryption', () => client.send(command))
  const [rule] = answer?.ServerSideEncryptionConfiguration?.Rules ?? []
  return rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm
}

async function isVersioned(client: S3Client, bucket: string): Promise<boolean> {
  const command = new GetBucketVersioningCommand({ Bucket: bucket })
  return (await call('GetBucketVersioning', () => client.send(command))).Status === 'Enabled'
}

async function isPublicBlocked(client: S3Client, bucket: string): Promise<boolean> {
  const command = new GetPublicAccessBlockCommand({ Bucket: bucket })
  const answer = await callOptional('GetPublicAccessBlock', () => client.send(command))
  const block = answer?.PublicAccessBlockConfiguration
  return [
    block?.BlockPublicAcls,
    block?.IgnorePublicAcls,
    block?.BlockPublicPolicy,
    block?.RestrictPublicBuckets,
  ].every((one) => one === true)
}
