import pLimit from 'p-limit'
import { NotFoundError } from '../errors.ts'
import type { BlobRef, Sha256 } from '../model/manifest.ts'
import { Manifest } from '../model/manifest.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { POINTS_PREFIX, parseManifestKey } from '../vault/layout.ts'
import { EXPIRED_PREFIX, parseExpiredKey } from '../vault/retention-layout.ts'
import { readDocument } from '../vault/stored-documents.ts'

/** Manifests read side by side. */
const PARALLEL = 32

type ManifestStore = Pick<ObjectStore, 'list' | 'load' | 'url'>

/** Which manifests are read. */
export interface ManifestRange {
  /** Only those that were written at that time, by the store's clock, or later. */
  readonly since: Date
  /** Only those behind this key, in the order in which they are read; empty for all. */
  readonly after: string
  /** How many are read together. */
  readonly batch: number
}

/** What some manifests name, and the key of the last of them. */
export interface NamesRead {
  readonly names: readonly Sha256[]
  readonly after: string
}

/**
 * Every blob that a manifest names, those of expired ones that can be taken back among them, a batch of manifests at a
 * time. Points are listed first: what is expired while this runs is found in one place or the other, and what is taken
 * back stays in both. Gone on with later, behind the last key, that is as true: see shared/retention/look.ts.
 *
 * @throws ManifestInvalidError, VaultFormatError when one cannot be read: nobody knows then which blobs it needs
 */
export async function* namedBlobs(store: ManifestStore, range: ManifestRange): AsyncIterable<NamesRead> {
  const read = async (keys: readonly string[]): Promise<NamesRead> => {
    const found = await pLimit(PARALLEL).map([...keys], async (key) => await blobsIn(store, key))
    return { names: found.flat().map(({ sha256 }) => sha256), after: keys.at(-1) ?? range.after }
  }
  for (const prefix of [POINTS_PREFIX, EXPIRED_PREFIX]) {
    let batch: string[] = []
    for await (const key of keysUnder(store, prefix, range)) {
      batch.push(key)
      if (batch.length < range.batch) continue
      yield await read(batch)
      batch = []
    }
    if (batch.length > 0) yield await read(batch)
  }
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

async function* keysUnder(
  store: ManifestStore,
  prefix: string,
  { since, after }: ManifestRange,
): AsyncIterable<string> {
  // Whoever came as far as the expired ones has read all points.
  if (prefix === POINTS_PREFIX && after.startsWith(EXPIRED_PREFIX)) return
  const isBehind = (key: string) => !after.startsWith(prefix) || key > after
  for await (const { key, modifiedAt } of store.list(prefix)) {
    if (modifiedAt >= since && isBehind(key) && isManifestKey(key)) yield key
  }
}

function isManifestKey(key: string): boolean {
  return parseManifestKey(key) !== undefined || parseExpiredKey(key) !== undefined
}
