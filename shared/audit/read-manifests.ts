import pLimit from 'p-limit'
import { ManifestInvalidError, NotFoundError, VaultFormatError } from '../errors.ts'
import type { Damaged, PartName } from '../model/audit.ts'
import type { BlobRef, Manifest } from '../model/manifest.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { Clock } from '../ports/runtime.ts'
import type { Vault } from '../ports/vault.ts'
import { blobKey } from '../vault/layout.ts'
import { mistakesOf } from '../vault/verify-manifests.ts'
import { inBatches } from './in-batches.ts'
import type { Until } from './read-blobs.ts'

/** Manifests that are looked at at the same time. */
const READERS = 16

/** How far the manifests of some parts were looked at; `after` is the last key, empty before the first. */
export interface ManifestsRead {
  readonly after: string
  readonly done: boolean
  readonly count: number
  readonly damaged: readonly Damaged[]
}

/** What looking at manifests touches. */
export interface ManifestPorts {
  readonly vault: Vault
  readonly store: ObjectStore
  readonly clock: Clock
}

/**
 * Looks at the manifests whose ids belong to these parts: that each is what its key says, and that every blob that it
 * names is there, as long as it should be. Goes on from where it was left off, until all are read or time is up.
 *
 * @throws HoldfastError when the store cannot be read
 */
export async function readManifests(
  ports: ManifestPorts,
  parts: readonly PartName[],
  from: ManifestsRead,
  { until }: Until,
): Promise<ManifestsRead> {
  let read = from
  const sizes = new Map<string, Promise<number | undefined>>()
  for await (const batch of inBatches(keysAfter(ports.vault, parts, from.after), READERS)) {
    if (ports.clock.now() >= until) return read
    const damaged = await pLimit(READERS).map(batch, async (key) => await damageOf(ports, key, sizes))
    read = {
      ...read,
      after: batch.at(-1) ?? read.after,
      count: read.count + batch.length,
      damaged: [...read.damaged, ...damaged.flat()],
    }
  }
  return { ...read, done: true }
}

async function damageOf(
  ports: ManifestPorts,
  key: string,
  sizes: Map<string, Promise<number | undefined>>,
): Promise<readonly Damaged[]> {
  const manifest = await readOrDamage(ports.vault, key)
  if (manifest === undefined) return []
  if ('what' in manifest) return [manifest]
  const mistakes = mistakesOf(manifest).map((what) => ({ key, what, points: [key] }))
  const blobs = manifest.type === 'point' ? manifest.blobs : []
  const wrong = await Promise.all(blobs.map(async (blob) => await wrongBlob(ports.store, blob, sizes)))
  return [...mistakes, ...wrong.flatMap((one) => (one === undefined ? [] : [{ ...one, points: [key] }]))]
}

/** `undefined` for one that retention expired since it was listed. */
async function readOrDamage(vault: Vault, key: string): Promise<Manifest | Damaged | undefined> {
  try {
    return await vault.readManifest(key)
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    if (!(error instanceof ManifestInvalidError || error instanceof VaultFormatError)) throw error
    return { key, what: error.message, points: [key] }
  }
}

async function wrongBlob(
  store: ObjectStore,
  { sha256, size }: BlobRef,
  sizes: Map<string, Promise<number | undefined>>,
): Promise<Omit<Damaged, 'points'> | undefined> {
  const key = blobKey(sha256)
  const asked = sizes.get(sha256) ?? store.stat(key).then((stat) => stat?.size)
  sizes.set(sha256, asked)
  const found = await asked
  if (found === size) return undefined
  if (found === undefined) return { key, what: 'it is not there' }
  return { key, what: `it has ${found} bytes where ${size} are expected` }
}

async function* keysAfter(vault: Vault, parts: readonly PartName[], after: string): AsyncIterable<string> {
  const wanted = new Set(parts)
  for await (const { key, id } of vault.listManifests({})) {
    if (key > after && wanted.has(id.slice(0, 2))) yield key
  }
}
