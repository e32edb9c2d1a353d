import type { S3Client } from '@aws-sdk/client-s3'
import { RequestRejectedError } from '../errors.ts'
import { call, callOptional } from './calls.ts'

/** What GetBucketLocation says of the two oldest regions (API reference). */
const OLD_NAMES: Readonly<Record<string, string | undefined>> = { '': 'us-east-1', EU: 'eu-west-1' }

/**
 * The region that a bucket is in, asked of any region of its partition: S3 answers, or says where to ask.
 *
 * @returns `undefined` when there is no such bucket
 */
export async function regionOfBucket(client: S3Client, Bucket: string): Promise<string | undefined> {
  const { GetBucketLocationCommand } = await import('@aws-sdk/client-s3')
  const command = new GetBucketLocationCommand({ Bucket })
  try {
    const found = await callOptional('GetBucketLocation', () => client.send(command))
    if (found === undefined) return undefined
    const name = found.LocationConstraint ?? ''
    return OLD_NAMES[name] ?? name
  } catch (error) {
    const elsewhere = redirectOf(error)
    if (elsewhere === undefined) throw error
    return elsewhere
  }
}

/** S3 names the bucket's region when it was asked in another (S3 User Guide, "Making requests", "DNS routing"). */
function redirectOf(error: unknown): string | undefined {
  if (!(error instanceof RequestRejectedError)) return undefined
  const { $response } = error.cause as { readonly $response?: { readonly headers?: Headers } }
  return $response?.headers?.['x-amz-bucket-region']
}

type Headers = Readonly<Record<string, string | undefined>>

/** The KMS key that a bucket encrypts with when a writer names none, as S3 names it. Asked in the bucket's region. */
export async function keyOfBucket(client: S3Client, Bucket: string): Promise<string | undefined> {
  const { GetBucketEncryptionCommand } = await import('@aws-sdk/client-s3')
  const command = new GetBucketEncryptionCommand({ Bucket })
  const found = await callOptional('GetBucketEncryption', () => client.send(command))
  const [rule] = found?.ServerSideEncryptionConfiguration?.Rules ?? []
  return rule?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID
}

/**
 * Names of the account's buckets in a region that begin with `prefix`.
 *
 * @param most how many there may be
 * @returns `undefined` when there are more
 */
export async function listBuckets(
  client: S3Client,
  region: string,
  { prefix, most }: { readonly prefix: string; readonly most: number },
): Promise<readonly string[] | undefined> {
  const { ListBucketsCommand } = await import('@aws-sdk/client-s3')
  const named = prefix === '' ? {} : { Prefix: prefix }
  const command = new ListBucketsCommand({ BucketRegion: region, MaxBuckets: most, ...named })
  const { Buckets = [], ContinuationToken } = await call('ListBuckets', () => client.send(command))
  return ContinuationToken === undefined ? Buckets.map(({ Name = '' }) => Name) : undefined
}
