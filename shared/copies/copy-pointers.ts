import { NotFoundError, PreconditionFailedError } from '../errors.ts'
import { Pointer } from '../model/manifest.ts'
import type { ResourceRef } from '../model/resource.ts'
import type { ObjectStat, ObjectStore } from '../ports/object-store.ts'
import { decodeDocument } from '../vault/documents.ts'
import { LATEST_PREFIX, latestKey, manifestPrefixes, parseLatestKey } from '../vault/layout.ts'
import { readManifest } from '../vault/manifests.ts'
import { expectVersion } from '../vault/pointers.ts'
import { copyManifest } from './copy-manifest.ts'
import type { CopyMark } from './copy-mark.ts'
import { isSettled } from './copy-mark.ts'
import type { Copied, Copying } from './copying.ts'
import { courseBetween } from './history.ts'
import { mergeJoin } from './merge-join.ts'

/** Times that a pointer is looked at again because another copier moved it. */
const ATTEMPTS = 3

/** Moves every pointer of the copy to where the source's stands; those that were moved by this call already stay. */
export async function copyPointers(copying: Copying, mark: CopyMark | undefined): Promise<void> {
  const pairs = mergeJoin(listPointers(copying.from), listPointers(copying.to))
  await copying.each(pairs, async (pair) => {
    const resource = parseLatestKey(pair.key)
    if (pair.from === undefined || resource === undefined || copying.pointed.has(pair.key)) return
    if (!(await copying.isWanted(resource))) return
    if (isSettled(pair, mark)) copying.count('pointers', 'present')
    else await copyPointer(copying, resource)
  })
}

/** Moves one pointer of the copy to where the source's stands, and never backwards. */
export async function copyPointer(copying: Copying, resource: ResourceRef): Promise<void> {
  const key = latestKey(resource)
  copying.pointed.add(key)
  await copying.attempt('pointers', key, async () => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await movePointer(copying, resource)
      } catch (error) {
        if (!(error instanceof PreconditionFailedError) || attempt === ATTEMPTS) throw error
      }
    }
  })
}

/** The copy's version is taken first: what is read of the source afterwards is at least as new. */
async function movePointer(copying: Copying, resource: ResourceRef): Promise<Copied> {
  const key = latestKey(resource)
  const standing = await readStanding(copying, key)
  const found = await copying.from.load(key)
  if (found === undefined) return { outcome: 'gone', bytes: 0 }
  const pointer = decodeDocument(Pointer, found.bytes, key)
  const course = await courseOf(copying, pointer, standing?.pointer)
  if (course === 'same') return { outcome: 'present', bytes: 0 }
  if (course === 'behind') return { outcome: 'newer', bytes: 0 }
  const bytes = await ensureChain(copying, pointer)
  const condition = expectVersion(standing?.version)
  await copying.to.write(key, found.bytes, { size: found.bytes.length, condition })
  return { outcome: 'copied', bytes: bytes + found.bytes.length }
}

async function readStanding(
  { to, canReadCopy }: Copying,
  key: string,
): Promise<{ readonly version: string; readonly pointer: Pointer | undefined } | undefined> {
  if (!canReadCopy) {
    const stat = await to.stat(key)
    return stat && { version: stat.version, pointer: undefined }
  }
  const found = await to.load(key)
  return found && { version: found.version, pointer: decodeDocument(Pointer, found.bytes, key) }
}

async function courseOf(
  copying: Copying,
  source: Pointer,
  copy: Pointer | undefined,
): Promise<'same' | 'forward' | 'behind'> {
  if (copy === undefined) return (await hasLaterPoint(copying, source)) ? 'behind' : 'forward'
  const course = await courseBetween(copying, source, copy)
  if (course !== 'diverged') return course
  const key = latestKey(source.resource)
  throw new PreconditionFailedError(
    `${key}: the source and the copy have points of their own since they were the same; the copy keeps its own`,
    { evidence: { key, source: source.manifest, copy: copy.manifest } },
  )
}

/** Told by names alone: the copy has a later manifest, which the source does not have. */
async function hasLaterPoint(
  { from, to, canReadCopy }: Copying,
  { resource, manifest }: Pointer,
): Promise<boolean> {
  if (canReadCopy) return false
  const { account, zone, name } = resource
  for (const prefix of manifestPrefixes({ account, zone, name })) {
    if (!manifest.startsWith(prefix)) continue
    for await (const { key } of to.list(prefix)) {
      if (key > manifest && (await from.stat(key)) === undefined) return true
    }
  }
  return false
}

/**
 * Copies what was captured since the manifests were listed, the oldest first.
 * @returns bytes written
 * @throws NotFoundError when the source itself lacks what its pointer names
 */
async function ensureChain(copying: Copying, { manifest }: Pointer): Promise<number> {
  const missing: string[] = []
  for (let key: string | null = manifest; key !== null && (await copying.to.stat(key)) === undefined;) {
    const previous: string | null | undefined = await previousOf(copying.from, key)
    if (previous === undefined && key === manifest)
      throw new NotFoundError(`The source has no manifest ${key}, which its pointer names`, {
        evidence: { key },
      })
    if (previous === undefined) break
    missing.unshift(key)
    key = previous
  }
  let bytes = 0
  for (const key of missing) bytes += (await copyManifest(copying, key)).bytes
  return bytes
}

/** `undefined` when the manifest is not there: retention expired it. */
async function previousOf(store: ObjectStore, key: string): Promise<string | null | undefined> {
  try {
    return (await readManifest(store, key)).previous
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    throw error
  }
}

async function* listPointers(store: ObjectStore): AsyncIterable<ObjectStat> {
  for await (const stat of store.list(LATEST_PREFIX)) {
    if (parseLatestKey(stat.key) !== undefined) yield stat
  }
}
