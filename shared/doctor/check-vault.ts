import { VaultFormatError, VaultUnavailableError } from '../errors.ts'
import { shellWord } from '../model/shell-word.ts'
import type { ObjectStore } from '../ports/object-store.ts'
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
    const backup = `npx holdfast backup --vault ${shellWord(store.url)}`
    return [warning(place, `There is no vault at ${store.url} yet; the first backup begins it.`, backup)]
  } catch (error) {
    const known = error instanceof VaultFormatError || error instanceof VaultUnavailableError
    if (known) return [problem(place, error.message)]
    throw error
  }
}

/** Looks how the vault's bucket protects it. @param address `s3://bucket/prefix` */
export async function checkBucket(
  zone: string,
  address: string,
  { buckets, keyArn }: { readonly buckets: BucketsApi; readonly keyArn: string | undefined },
): Promise<readonly Finding[]> {
  const bucket = new URL(address).host
  return judgeBucket({ zone, bucket, keyArn }, await buckets.readSafety(bucket))
}

/** A bucket; `keyArn` is the key that it should encrypt with, where the deployment made one. */
export interface BucketPlace {
  readonly zone: string
  readonly bucket: string
  readonly keyArn?: string | undefined
}

export function judgeBucket({ zone, bucket, keyArn }: BucketPlace, safety: BucketSafety): readonly Finding[] {
  const place = { check: 'vault-bucket', zone } as const
  const mend = (call: string, rest: string) => `aws s3api ${call} --bucket ${bucket} ${rest}`
  return [
    safety.encryption?.startsWith('aws:kms') === true
      ? ok(place, `${bucket} encrypts with a KMS key.`)
      : warning(
          place,
          `${bucket} does not encrypt with a KMS key, and manifests hold environment values.`,
          mend('put-bucket-encryption', encryption(keyArn)),
        ),
    safety.versioned
      ? ok(place, `${bucket} keeps versions.`)
      : problem(
          place,
          `${bucket} keeps no versions: what is deleted is gone.`,
          mend('put-bucket-versioning', VERSIONING),
        ),
    safety.publicBlocked
      ? ok(place, `${bucket} blocks public access.`)
      : problem(
          place,
          `${bucket} does not block public access.`,
          mend('put-public-access-block', NO_PUBLIC_ACCESS),
        ),
  ]
}

const VERSIONING = '--versioning-configuration Status=Enabled'
const NO_PUBLIC_ACCESS =
  '--public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true'

function encryption(keyArn: string | undefined): string {
  const key = keyArn === undefined ? {} : { KMSMasterKeyID: keyArn }
  const rule = {
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', ...key },
    BucketKeyEnabled: true,
  }
  return `--server-side-encryption-configuration '${JSON.stringify({ Rules: [rule] })}'`
}
