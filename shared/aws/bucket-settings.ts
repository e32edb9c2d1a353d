import type { S3Client } from '@aws-sdk/client-s3'
import {
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
} from '@aws-sdk/client-s3'
import type { BucketSettings, BucketSettingsApi } from '../audit/audit-ports.ts'
import type { JsonObject } from '../model/json.ts'
import { parsePolicy } from '../model/policy.ts'
import { call, callOptional } from './calls.ts'

/**
 * How one bucket is set up. Needs s3:GetEncryptionConfiguration, s3:GetBucketVersioning, s3:GetBucketPublicAccessBlock,
 * s3:GetBucketPolicy and s3:GetBucketObjectLockConfiguration. What was never set S3 answers with 404: it is `undefined`, or false.
 */
export function bucketSettings(client: S3Client, Bucket: string): BucketSettingsApi {
  return {
    async readSettings() {
      const [encryption, versioned, publicBlocked, lockable, policy] = await Promise.all([
        readEncryption(client, Bucket),
        isVersioned(client, Bucket),
        isPublicBlocked(client, Bucket),
        isLockable(client, Bucket),
        readPolicy(client, Bucket),
      ])
      return { ...encryption, versioned, publicBlocked, lockable, policy }
    },
  }
}

async function readEncryption(
  client: S3Client,
  Bucket: string,
): Promise<Pick<BucketSettings, 'algorithm' | 'key'>> {
  const command = new GetBucketEncryptionCommand({ Bucket })
  const answer = await callOptional('GetBucketEncryption', () => client.send(command))
  const [rule] = answer?.ServerSideEncryptionConfiguration?.Rules ?? []
  const { SSEAlgorithm: algorithm, KMSMasterKeyID: key } = rule?.ApplyServerSideEncryptionByDefault ?? {}
  return { algorithm, key }
}

async function isVersioned(client: S3Client, Bucket: string): Promise<boolean> {
  const command = new GetBucketVersioningCommand({ Bucket })
  return (await call('GetBucketVersioning', () => client.send(command))).Status === 'Enabled'
}

async function isPublicBlocked(client: S3Client, Bucket: string): Promise<boolean> {
  const command = new GetPublicAccessBlockCommand({ Bucket })
  const answer = await callOptional('GetPublicAccessBlock', () => client.send(command))
  const { BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets } =
    answer?.PublicAccessBlockConfiguration ?? {}
  return [BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets].every(
    (one) => one === true,
  )
}

async function isLockable(client: S3Client, Bucket: string): Promise<boolean> {
  const command = new GetObjectLockConfigurationCommand({ Bucket })
  const answer = await callOptional('GetObjectLockConfiguration', () => client.send(command))
  return answer?.ObjectLockConfiguration?.ObjectLockEnabled === 'Enabled'
}

async function readPolicy(client: S3Client, Bucket: string): Promise<JsonObject | undefined> {
  const command = new GetBucketPolicyCommand({ Bucket })
  const answer = await callOptional('GetBucketPolicy', () => client.send(command))
  return answer?.Policy === undefined ? undefined : parsePolicy(answer.Policy)
}
