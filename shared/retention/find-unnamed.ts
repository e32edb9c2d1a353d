import type { SweepCandidate } from '../model/retention.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { BLOBS_PREFIX, parseBlobKey } from '../vault/layout.ts'
import type { NameSet } from './name-sets.ts'
import { isInSome } from './name-sets.ts'

/**
 * How many blobs one sweep marks at most: writers read the list while it deletes, so it stays a few megabytes. What is
 * beyond waits for the next sweep.
 */
const MOST = 20_000

/** Blobs that are not named and that nobody put since `before`, with the version that the store has of them. */
export async function findUnnamed(
  store: Pick<ObjectStore, 'list'>,
  named: readonly NameSet[],
  before: Date,
): Promise<readonly SweepCandidate[]> {
  const unnamed: SweepCandidate[] = []
  for await (const { key, size, version, modifiedAt } of store.list(BLOBS_PREFIX)) {
    const sha256 = parseBlobKey(key)
    if (sha256 === undefined || modifiedAt >= before || isInSome(named, sha256)) continue
    unnamed.push({ sha256, size, version })
    if (unnamed.length === MOST) break
  }
  return unnamed
}
