import pLimit from 'p-limit'
import { BlobCorruptError, BlobMissingError } from '../errors.ts'
import type { Damaged, PartName } from '../model/audit.ts'
import type { Sha256 } from '../model/manifest.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { Clock } from '../ports/runtime.ts'
import { openBlob } from '../vault/blobs.ts'
import { BLOBS_PREFIX, blobKey, parseBlobKey } from '../vault/layout.ts'
import { inBatches } from './in-batches.ts'

/** Blobs that are read at the same time. */
const READERS = 8

/** What was read of one part of the blobs; `after` is the last one, empty before the first. */
export interface PartRead {
  readonly after: string
  readonly blobs: number
  readonly bytes: number
  readonly damaged: readonly Damaged[]
}

/** Until when something may be begun. */
export interface Until {
  readonly until: Date
}

/**
 * Reads and hashes the blobs of one part from where it was left off, until all are read or time is up.
 * Writers and sweeps may be at work meanwhile.
 *
 * @throws HoldfastError when the store cannot be read
 */
export async function readBlobs(
  { store, clock }: { readonly store: ObjectStore; readonly clock: Clock },
  part: PartName,
  from: PartRead,
  { until }: Until,
): Promise<{ readonly read: PartRead; readonly done: boolean }> {
  let read = from
  for await (const batch of inBatches(blobsAfter(store, part, from.after), READERS)) {
    if (clock.now() >= until) return { read, done: false }
    const results = await pLimit(READERS).map(batch, async (sha256) => await readBlob(store, sha256))
    read = results.reduce(added, { ...read, after: batch.at(-1) ?? read.after })
  }
  return { read, done: true }
}

type BlobRead = { readonly bytes: number } | { readonly damaged: Damaged } | 'gone'

async function readBlob(store: ObjectStore, sha256: Sha256): Promise<BlobRead> {
  try {
    let bytes = 0
    for await (const chunk of await openBlob(store, sha256)) bytes += (chunk as Buffer).length
    return { bytes }
  } catch (error) {
    // Swept since it was listed; if a point names it, the look at the manifests says so.
    if (error instanceof BlobMissingError) return 'gone'
    if (!(error instanceof BlobCorruptError)) throw error
    return { damaged: { key: blobKey(sha256), what: 'its bytes do not hash to its name', points: [] } }
  }
}

function added(read: PartRead, one: BlobRead): PartRead {
  if (one === 'gone') return read
  if ('damaged' in one) return { ...read, blobs: read.blobs + 1, damaged: [...read.damaged, one.damaged] }
  return { ...read, blobs: read.blobs + 1, bytes: read.bytes + one.bytes }
}

async function* blobsAfter(store: ObjectStore, part: PartName, after: string): AsyncIterable<Sha256> {
  for await (const { key } of store.list(`${BLOBS_PREFIX}sha256/${part}/`)) {
    const sha256 = parseBlobKey(key)
    if (sha256 !== undefined && sha256 > after) yield sha256
  }
}
