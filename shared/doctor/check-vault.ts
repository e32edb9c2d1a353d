import { VaultFormatError, VaultUnavailableError } from '../errors.ts'
import type { ObjectStore } from '../ports.ts'
import { readVaultRecord } from '../vault/gate.ts'
import type { BucketSafety, BucketsApi } from './doctor-ports.ts'
import type { Finding } from './finding.ts'
import { ok, problem, warning } from './finding.ts'

/** Looks whether the vault can be reached, and is in a format that this version knows. Begins none. */
export async function checkVault(zone: string, store: ObjectStore): Promise<readonly Finding[]> {
  const place = { check: 'vault', zone } as const
  try {
    const record = await readVaultRecord(store)
    if (record !== undefined) return [ok(place, `${store.url} can be read, format ${record.format}.`)]
    return [warning(place, `There is no vault at ${store.url} yet; the first backup begins it.`, BACKUP)]
  } catch (error) {
    const known = error instanceof VaultFormatError || error instanceof VaultUnavailableError
    if (known) return [problem(place, error.message)]
    throw error
  }
}

const BACKUP = 'npx holdfast backup'

/** Looks how the vault's bucket protects it. @param address `s3://bucket/prefix` */
export async function checkBucket(
  zone: string,
  address: string,
  buckets: BucketsApi,
): Promise<readonly Finding[]> {
  const bucket = new URL(address).host
  return judgeBucket(zone, bucket, await buckets.readSafety(bucket))
}

export function judgeBucket(zone: string, bucket: string, safety: BucketSafety): readonly Finding[] {
  const place = { check: 'vault-bucket', zone } as const
  const mend = (call: string) => `aws s3api ${call} --bucket ${bucket} ${MEND[call as keyof typeof MEND]}`
  return [
    safety.encryption?.startsWith('aws:kms') === true
      ? ok(place, `${bucket} encrypts with a KMS key.`)
      : warning(
          place,
          `${bucket} does not encrypt with a KMS key, and manifests hold environment values.`,
          mend('put-bucket-encryption'),
        ),
    safety.versioned
      ? ok(place, `${bucket} keeps versions.`)
      : problem(
          place,
          `${bucket} keeps no versions: what is deleted is gone.`,
          mend('put-bucket-versioning'),
        ),
    safety.publicBlocked
      ? ok(place, `${bucket} blocks public access.`)
      : problem(place, `${bucket} does not block public access.`, mend('put-public-access-block')),
  ]
}

const MEND = {
  'put-bucket-encryption': `--server-side-encryption-configuration '{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"aws:kms"},"BucketKeyEnabled":true}]}'`,
  'put-bucket-versioning': '--versioning-configuration Status=Enabled',
  'put-public-access-block':
    '--public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true',
} as const
