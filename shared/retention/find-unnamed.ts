import type { SweepCandidate } from '../model/retention.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { BLOBS_PREFIX, parseBlobKey } from '../vault/layout.ts'
import type { NameSet } from './name-sets.ts'
import { isInSome } from './name-sets.ts'

/** How many blobs stand in one list: writers read it while it is deleted, so it stays a few megabytes. */
const PART = 20_000

/** What is looked for. */
export interface Unnamed {
  readonly named: readonly NameSet[]
  /** Since when nobody put it. */
  readonly before: Date
  /** Blobs of one list; without it what writers can read. */
  readonly part: number | undefined
}

/**
 * Blobs that are not named and that nobody put lately, with the version that the store has of them: all of them, in lists
 * of a bounded length, none of them empty.
 */
export async function* findUnnamed(
  store: Pick<ObjectStore, 'list'>,
  { named, before, part = PART }: Unnamed,
): AsyncIterable<readonly SweepCandidate[]> {
  let unnamed: SweepCandidate[] = []
  for await (const { key, size, version, modifiedAt } of store.list(BLOBS_PREFIX)) {
    const sha256 = parseBlobKey(key)
    if (sha256 === undefined || modifiedAt >= before || isInSome(named, sha256)) continue
    unnamed.push({ sha256, size, version })
    if (unnamed.length < part) continue
    yield unnamed
    unnamed = []
  }
  if (unnamed.length > 0) yield unnamed
}
