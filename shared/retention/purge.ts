import pLimit from 'p-limit'
import type { RetentionStore } from '../ports/object-store.ts'
import { EXPIRED_PREFIX, parseExpiredKey } from '../vault/retention-layout.ts'
import { readHolds } from './holds.ts'

/** Copies removed side by side. */
const PARALLEL = 16

/** Copies that are gathered before they are removed: bounds memory, and what a page of a listing may miss. */
const BATCH = 1000

/** How far removing came. */
export interface Purged {
  readonly purged: number
  /** Whether nothing is left to remove. */
  readonly done: boolean
}

/**
 * Removes the copies of manifests that were expired before `before`: from then on they cannot be taken back. The records
 * of what was expired stay, and the copy of what somebody holds, unless it stands in its place again.
 *
 * @param isUp whether the time is up: then it stops, and the next call goes on
 */
export async function purgeExpired(
  store: RetentionStore,
  before: Date,
  isUp: () => boolean = () => false,
): Promise<Purged> {
  const holds = await readHolds(store)
  const isNeeded = async (manifest: string) =>
    holds.has(manifest) && (await store.stat(manifest)) === undefined
  let purged = 0
  let batch: { readonly key: string; readonly version: string }[] = []
  const removeBatch = async () => {
    await pLimit(PARALLEL).map(batch, ({ key, version }) => store.remove(key, version))
    purged += batch.length
    batch = []
  }
  for await (const { key, version } of store.list(EXPIRED_PREFIX)) {
    const place = parseExpiredKey(key)
    if (place === undefined || place.expiredAt >= before || (await isNeeded(place.manifest))) continue
    batch.push({ key, version })
    if (batch.length < BATCH) continue
    await removeBatch()
    if (isUp()) return { purged, done: false }
  }
  await removeBatch()
  return { purged, done: true }
}
