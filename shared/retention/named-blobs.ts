import pLimit from 'p-limit'
import { NotFoundError } from '../errors.ts'
import type { BlobRef, Sha256 } from '../model/manifest.ts'
import { Manifest } from '../model/manifest.ts'
import type { ObjectStore } from '../ports.ts'
import { POINTS_PREFIX, parseManifestKey } from '../vault/layout.ts'
import { EXPIRED_PREFIX, parseExpiredKey } from '../vault/retention-layout.ts'
import { readDocument } from '../vault/stored-documents.ts'

/** Manifests read side by side, and keys gathered before they are. */
const PARALLEL = 32
const BATCH = 1024

type ManifestStore = Pick<ObjectStore, 'list' | 'load' | 'url'>

/**
 * Every blob that a manifest names, those of expired ones that can be taken back among them. Points are listed first:
 * what is expired while this runs is found in one place or the other, and what is taken back stays in both.
 *
 * @param since only manifests that were written at that time, by the store's clock, or later
 * @throws ManifestInvalidError, VaultFormatError when one cannot be read: nobody knows then which blobs it needs
 */
export async function namedBlobs(store: ManifestStore, since: Date): Promise<ReadonlySet<Sha256>> {
  const named = new Set<Sha256>()
  const read = async (key: string) => {
    for (const { sha256 } of await blobsIn(store, key)) named.add(sha256)
  }
  for (const prefix of [POINTS_PREFIX, EXPIRED_PREFIX]) {
    let batch: string[] = []
    for await (const { key, modifiedAt } of store.list(prefix)) {
      if (modifiedAt < since || !isManifestKey(key)) continue
      batch.push(key)
      if (batch.length < BATCH) continue
      await pLimit(PARALLEL).map(batch, read)
      batch = []
    }
    await pLimit(PARALLEL).map(batch, read)
  }
  return named
}

/** What one manifest names; nothing of one that was moved or purged since it was listed. */
export async function blobsIn(
  store: Pick<ObjectStore, 'load' | 'url'>,
  key: string,
): Promise<readonly BlobRef[]> {
  try {
    const manifest = await readDocument(store, Manifest, key)
    return manifest.type === 'point' ? manifest.blobs : []
  } catch (error) {
    if (error instanceof NotFoundError) return []
    throw error
  }
}

function isManifestKey(key: string): boolean {
  return parseManifestKey(key) !== undefined || parseExpiredKey(key) !== undefined
}
