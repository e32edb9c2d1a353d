import { BlobMissingError } from '../errors.ts'
import type { BlobRef } from '../model/manifest.ts'
import type { ObjectStat, ObjectStore } from '../ports/object-store.ts'
import { openBlob, putBlob } from '../vault/blobs.ts'
import { BLOBS_PREFIX, blobKey, parseBlobKey } from '../vault/layout.ts'
import type { Copied, Copying } from './copying.ts'
import type { Pair } from './merge-join.ts'
import { mergeJoin } from './merge-join.ts'

/** Blobs that one call remembers to stand in the copy. */
const REMEMBERED = 100_000

/**
 * Copies every blob that the copy lacks, and replaces those of another size, which were damaged there. With a filter none
 * is copied that the copy lacks: which blobs are wanted is known from the manifests alone.
 */
export async function copyBlobs(copying: Copying): Promise<void> {
  const isAllWanted = copying.options.filter === undefined
  const pairs = mergeJoin(listBlobs(copying.from), listBlobs(copying.to))
  await copying.each(pairs, async ({ from, to }: Pair) => {
    const sha256 = parseBlobKey(from?.key ?? '')
    if (from === undefined || sha256 === undefined) return
    if (to === undefined && !isAllWanted) return
    if (to?.size === from.size) copying.count('blobs', 'present')
    else await copying.attempt('blobs', from.key, () => copyListed(copying, { sha256, size: from.size }, to))
  })
}

/** Makes sure that a blob which a manifest names stands in the copy. @throws BlobMissingError, BlobCorruptError */
export async function ensureBlob(copying: Copying, blob: BlobRef): Promise<Copied> {
  const known = copying.blobs.get(blob.sha256)
  if (known !== undefined) return { ...(await known), bytes: 0 }
  if (copying.blobs.size >= REMEMBERED) copying.blobs.clear()
  const copied = copying.to.stat(blobKey(blob.sha256)).then((to) => copyBlob(copying, blob, to))
  copying.blobs.set(blob.sha256, copied)
  // One that failed is tried again for the next manifest that names it; whoever asked first is told.
  copied.catch(() => copying.blobs.delete(blob.sha256))
  const { outcome, bytes } = await copied
  if (outcome !== 'present') copying.count('blobs', outcome)
  return { outcome, bytes }
}

async function copyListed(copying: Copying, blob: BlobRef, to: ObjectStat | undefined): Promise<Copied> {
  try {
    return await copyBlob(copying, blob, to)
  } catch (error) {
    // Swept since it was listed; if a manifest names it after all, that manifest fails.
    if (error instanceof BlobMissingError) return { outcome: 'gone', bytes: 0 }
    throw error
  }
}

/** The bytes are hashed on their way: neither damage in the source nor of the network gets into the copy. */
async function copyBlob(
  { from, to: store, clock }: Copying,
  blob: BlobRef,
  standing: ObjectStat | undefined,
): Promise<Copied> {
  if (standing?.size === blob.size) return { outcome: 'present', bytes: 0 }
  const open = async () => await openBlob(from, blob.sha256)
  if (standing === undefined) {
    const state = await putBlob({ store, clock }, blob, open)
    return state === 'stored' ? { outcome: 'copied', bytes: blob.size } : { outcome: 'present', bytes: 0 }
  }
  await store.write(standing.key, await open(), { ...blob, condition: { version: standing.version } })
  return { outcome: 'repaired', bytes: blob.size }
}

async function* listBlobs(store: ObjectStore): AsyncIterable<ObjectStat> {
  for await (const stat of store.list(BLOBS_PREFIX)) {
    if (parseBlobKey(stat.key) !== undefined) yield stat
  }
}
