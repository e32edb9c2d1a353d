import { bucketSettings } from '../aws/bucket-settings.ts'
import { createVaultClient } from '../aws/s3-store.ts'
import type { BucketSettingsApi } from '../audit/audit-ports.ts'
import type { StoreWorld } from './open-vault.ts'
import { bucketOf } from './open-vault.ts'

/**
 * The settings of the bucket at the address of a vault; `undefined` for a directory, and for an access point, which is of
 * several buckets. S3 answers for settings at the bucket's own region, never over Transfer Acceleration.
 */
export function openBucketSettings(
  address: string,
  { findRegion }: Pick<StoreWorld, 'findRegion'> = {},
): BucketSettingsApi | undefined {
  const bucket = bucketOf(address)
  if (bucket === undefined) return undefined
  const region = findRegion && (async () => await findRegion(bucket))
  return bucketSettings(createVaultClient(undefined, region), bucket)
}
