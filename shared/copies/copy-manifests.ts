import { ManifestInvalidError, PreconditionFailedError } from '../errors.ts'
import { Manifest } from '../model/manifest.ts'
import type { ResourceRef } from '../model/resource.ts'
import { resourcePath } from '../model/resource.ts'
import type { ObjectStat, ObjectStore, WriteCondition } from '../ports.ts'
import { decodeDocument } from '../vault/documents.ts'
import { POINTS_PREFIX, parseManifestKey } from '../vault/layout.ts'
import { keyOfManifest } from '../vault/manifests.ts'
import { EXPIRED_PREFIX, parseExpiredKey } from '../vault/retention-layout.ts'
import { refuseSwept } from '../vault/sweep-fence.ts'
import { mistakesOf } from '../vault/verify-manifests.ts'
import { ensureBlob } from './copy-blobs.ts'
import type { Copied, Copying } from './copying.ts'
import type { Pair } from './merge-join.ts'
import { mergeJoin } from './merge-join.ts'

/** Manifests of one resource that are copied one after the other. */
const GROUP = 1000

/** What to look for, and where: manifests that count, or those that retention moved aside. */
interface Place {
  readonly kind: 'points' | 'expired'
  readonly prefix: string
  /** The key that a manifest under this key had when it was written; `undefined` for what is none. */
  readonly manifestOf: (key: string) => string | undefined
}

const POINTS: Place = {
  kind: 'points',
  prefix: POINTS_PREFIX,
  manifestOf: (key) => (parseManifestKey(key) === undefined ? undefined : key),
}

const EXPIRED: Place = {
  kind: 'expired',
  prefix: EXPIRED_PREFIX,
  manifestOf: (key) => parseExpiredKey(key)?.manifest,
}

/** Copies every manifest that the copy lacks: resources side by side, the manifests of one in their order. */
export async function copyPoints(copying: Copying): Promise<void> {
  await copyPlace(copying, POINTS)
}

/** The same, for what retention moved aside and can be taken back. */
export async function copyExpired(copying: Copying): Promise<void> {
  await copyPlace(copying, EXPIRED)
}

/**
 * Copies one manifest, byte for byte, after its blobs. What does not parse, or does not agree with its key and its own
 * fingerprint, is not copied.
 *
 * @param standing what stands under that key in the copy
 * @throws ManifestInvalidError, BlobMissingError, BlobCorruptError; PreconditionFailedError when the copy's own sweep is
 *   deleting a blob that it names
 */
export async function copyManifest(copying: Copying, key: string, standing?: ObjectStat): Promise<Copied> {
  const found = await copying.from.load(key)
  if (found === undefined) return { outcome: 'gone', bytes: 0 }
  const manifest = readWhole(found.bytes, key)
  if (standing !== undefined && (await isWhole(copying, key))) return { outcome: 'present', bytes: 0 }
  const blobs = manifest.type === 'point' ? manifest.blobs : []
  let bytes = found.bytes.length
  for (const blob of blobs) bytes += (await ensureBlob(copying, blob)).bytes
  const condition = standing === undefined ? 'absent' : { version: standing.version }
  // Without a look into the copy nobody could have swept it either.
  const fence = { blobs, takenAt: copying.begunAt.toISOString() }
  const isFenced = blobs.length > 0 && copying.canReadCopy
  if (isFenced) await refuseSwept(copying.to, fence)
  const isOurs = await writeUnlessWon(copying, key, { bytes: found.bytes, condition })
  if (isFenced) await refuseSwept(copying.to, fence)
  if (!isOurs) return { outcome: 'present', bytes: bytes - found.bytes.length }
  return { outcome: standing === undefined ? 'copied' : 'repaired', bytes }
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

async function copyPlace(copying: Copying, place: Place): Promise<void> {
  const groups = missingByResource(copying, place)
  await copying.each(groups, async (group) => {
    for (const { key, to } of group) {
      await copying.attempt(place.kind, key, () => copyManifest(copying, key, to))
    }
  })
}

/** What the copy lacks, or has in another size, in groups of one resource. */
async function* missingByResource(copying: Copying, place: Place): AsyncIterable<readonly Pair[]> {
  let group: Pair[] = []
  let current: { readonly path: string; readonly isWanted: boolean } | undefined
  for await (const pair of mergeJoin(listPlace(copying.from, place), listPlace(copying.to, place))) {
    if (pair.from === undefined) continue
    const resource = resourceOf(place, pair.key)
    const path = resourcePath(resource)
    if (current?.path !== path || group.length === GROUP) {
      if (group.length > 0) yield group
      group = []
      current = { path, isWanted: await copying.isWanted(resource) }
    }
    if (!current.isWanted) continue
    if (pair.to?.size === pair.from.size) copying.count(place.kind, 'present')
    else group.push(pair)
  }
  if (group.length > 0) yield group
}

function resourceOf({ manifestOf }: Place, key: string): ResourceRef {
  const parsed = parseManifestKey(manifestOf(key) ?? '')
  if (parsed === undefined) throw new RangeError(`${key} is no manifest's key`)
  return parsed.resource
}

async function* listPlace(store: ObjectStore, { prefix, manifestOf }: Place): AsyncIterable<ObjectStat> {
  for await (const stat of store.list(prefix)) {
    if (manifestOf(stat.key) !== undefined) yield stat
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
