import type { SweepCandidate } from '../model/retention.ts'
import type { ObjectStore } from '../ports.ts'
import { BLOBS_PREFIX, parseBlobKey } from '../vault/layout.ts'
import { namedBlobs } from './named-blobs.ts'

/**
 * How many blobs one sweep marks at most: writers read the list while it deletes, so it stays a few megabytes. What is
 * beyond waits for the next sweep.
 */
const MOST = 20_000

/** Everything, however old. */
const ALWAYS = new Date(0)

/**
 * Blobs that no manifest names and that nobody put since `before`, with the version that the store has of them.
 * @throws ManifestInvalidError, VaultFormatError when a manifest cannot be read
 */
export async function findUnnamed(
  store: Pick<ObjectStore, 'list' | 'load' | 'url'>,
  before: Date,
): Promise<readonly SweepCandidate[]> {
  const named = await namedBlobs(store, ALWAYS)
  const unnamed: SweepCandidate[] = []
  for await (const { key, size, version, modifiedAt } of store.list(BLOBS_PREFIX)) {
    const sha256 = parseBlobKey(key)
    if (sha256 === undefined || named.has(sha256) || modifiedAt >= before) continue
    unnamed.push({ sha256, size, version })
    if (unnamed.length === MOST) break
  }
  return unnamed
}
