import { ManifestInvalidError, PreconditionFailedError } from '../errors.ts'
import { Manifest } from '../model/manifest.ts'
import type { ObjectStat, WriteCondition } from '../ports/object-store.ts'
import { decodeDocument } from '../vault/documents.ts'
import { keyOfManifest } from '../vault/manifests.ts'
import { parseExpiredKey } from '../vault/retention-layout.ts'
import { refuseSwept } from '../vault/sweep-fence.ts'
import { mistakesOf } from '../vault/verify-manifests.ts'
import { ensureBlob } from './copy-blobs.ts'
import type { Copied, Copying } from './copying.ts'

/**
 * Copies one manifest, byte for byte, after its blobs. What does not parse, or does not agree with its key and its own
 * fingerprint, is not copied. Where it stands already it is looked at, and so are its blobs: what is missing, or was
 * damaged, is put back.
 *
 * @param standing what stands under that key in the copy
 * @throws ManifestInvalidError, BlobMissingError, BlobCorruptError; PreconditionFailedError when the copy's own sweep is
 *   deleting a blob that it names
 */
export async function copyManifest(copying: Copying, key: string, standing?: ObjectStat): Promise<Copied> {
  const found = await copying.from.load(key)
  if (found === undefined) return { outcome: 'gone', bytes: 0 }
  const manifest = readWhole(found.bytes, key)
  const blobs = manifest.type === 'point' ? manifest.blobs : []
  let blobBytes = 0
  for (const blob of blobs) blobBytes += (await ensureBlob(copying, blob)).bytes
  if (standing !== undefined && (await isWhole(copying, key))) return { outcome: 'present', bytes: blobBytes }
  const condition = standing === undefined ? 'absent' : { version: standing.version }
  // Without a look into the copy nobody could have swept it either.
  const fence = { blobs, takenAt: copying.begunAt.toISOString() }
  const isFenced = blobs.length > 0 && copying.canReadCopy
  if (isFenced) await refuseSwept(copying.to, fence)
  const isOurs = await writeUnlessWon(copying, key, { bytes: found.bytes, condition })
  if (isFenced) await refuseSwept(copying.to, fence)
  if (!isOurs) return { outcome: 'present', bytes: blobBytes }
  return {
    outcome: standing === undefined ? 'copied' : 'repaired',
    bytes: blobBytes + found.bytes.length,
  }
}

/** @returns `false` when another copier wrote it first */
async function writeUnlessWon(
  { to }: Copying,
  key: string,
  { bytes, condition }: { readonly bytes: Uint8Array; readonly condition: WriteCondition },
): Promise<boolean> {
  try {
    await to.write(key, bytes, { size: bytes.length, condition })
    return true
  } catch (error) {
    if (error instanceof PreconditionFailedError) return false
    throw error
  }
}

/** Two that are whole and differ were written by two captures at once: each says the same of the resource. */
async function isWhole({ to, canReadCopy }: Copying, key: string): Promise<boolean> {
  const found = canReadCopy ? await to.load(key) : undefined
  if (found === undefined) return false
  try {
    readWhole(found.bytes, key)
    return true
  } catch (error) {
    if (error instanceof ManifestInvalidError) return false
    throw error
  }
}

function readWhole(bytes: Uint8Array, key: string): Manifest {
  const manifest = decodeDocument(Manifest, bytes, key)
  const place = parseExpiredKey(key)?.manifest ?? key
  const mistakes =
    keyOfManifest(manifest) === place ? mistakesOf(manifest) : ['it is not the one that its key names']
  if (mistakes.length === 0) return manifest
  throw new ManifestInvalidError(`${key} is altered: ${mistakes.join(', ')}`, { evidence: { key } })
}
