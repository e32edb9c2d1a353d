import { bucketSettings } from '../aws/bucket-settings.ts'
import { createVaultClient } from '../aws/s3-store.ts'
import type { BucketSettingsApi } from '../audit/audit-ports.ts'

/** The settings of the bucket at the address of a vault; `undefined` for a directory. */
export function openBucketSettings(address: string): BucketSettingsApi | undefined {
  const url = URL.parse(address)
  return url?.protocol === 's3:' ? bucketSettings(createVaultClient(), url.host) : undefined
}
