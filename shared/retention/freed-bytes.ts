import pLimit from 'p-limit'
import type { Sha256 } from '../model/manifest.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { blobsIn } from './named-blobs.ts'

/** Manifests read side by side. */
const PARALLEL = 32

/** What expiring some manifests will free once the grace periods are over. */
export interface Freed {
  readonly blobs: number
  /** Bytes of blobs that nothing else names; the manifests themselves are not counted. */
  readonly bytes: number
}

/**
 * Counts what only the expiring manifests name. Reads every manifest that it is given.
 *
 * @param expiring keys of manifests that go
 * @param kept keys of all manifests that stay
 * @throws ManifestInvalidError, VaultFormatError
 */
export async function freedBytes(
  store: Pick<ObjectStore, 'load' | 'url'>,
  expiring: readonly string[],
  kept: readonly string[],
): Promise<Freed> {
  if (expiring.length === 0) return { blobs: 0, bytes: 0 }
  const sizes = new Map<Sha256, number>()
  const each = async (keys: readonly string[], see: (sha256: Sha256, size: number) => void) => {
    await pLimit(PARALLEL).map([...keys], async (key) => {
      for (const { sha256, size } of await blobsIn(store, key)) see(sha256, size)
    })
  }
  await each(expiring, (sha256, size) => sizes.set(sha256, size))
  await each(kept, (sha256) => sizes.delete(sha256))
  return { blobs: sizes.size, bytes: [...sizes.values()].reduce((sum, size) => sum + size, 0) }
}
