// Requests to a Multi-Region Access Point are signed with SigV4A, for every region at once. The SDK takes this signer only
// if it was loaded; it is large, so that no deployed function has it.
import '@aws-sdk/signature-v4a'
import type { S3Client } from '@aws-sdk/client-s3'
import { SettingInvalidError } from '../errors.ts'
import type { RetentionStore } from '../ports/object-store.ts'
import type { Clock } from '../ports/runtime.ts'
import type { CallHooks } from './call-hooks.ts'
import type { S3Place } from './s3-store.ts'
import { S3Store, createVaultClient } from './s3-store.ts'

/** Says to the SDK which partition it is, and nothing else: the signature names no region, and the address has none. */
const ANY_REGION = 'us-east-1'

/** What such a store needs of the world. */
export interface AccessPointWorld {
  readonly clock: Pick<Clock, 'now' | 'sleep'>
  readonly hooks?: CallHooks | undefined
  /** Instead of one that is made here. */
  readonly client?: S3Client
}

/** A client of S3 for access points. @param hooks see every request */
export function createAccessPointClient(hooks?: CallHooks): S3Client {
  return createVaultClient(hooks, async () => ANY_REGION)
}

/**
 * The vault behind a Multi-Region Access Point, for reading: S3 gives what is asked for from the nearest of its buckets.
 * Nothing is written over it: whether a key is absent, or in which version it stands, is true of one bucket alone.
 *
 * @param place whose `bucket` is the ARN of the access point
 */
export function openAccessPoint(
  place: S3Place,
  { clock, hooks, client = createAccessPointClient(hooks) }: AccessPointWorld,
): RetentionStore {
  const store = new S3Store({ client, clock }, place)
  const refuse = async (): Promise<never> => {
    throw new SettingInvalidError(
      `${store.url} is for reading: name the bucket itself for what is written or removed.`,
      { evidence: { url: store.url } },
    )
  }
  return {
    url: store.url,
    read: (key) => store.read(key),
    load: (key) => store.load(key),
    stat: (key) => store.stat(key),
    list: (prefix, after) => store.list(prefix, after),
    write: refuse,
    remove: refuse,
  }
}
