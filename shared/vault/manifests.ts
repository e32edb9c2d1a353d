import { ManifestInvalidError, NotFoundError, PreconditionFailedError } from '../errors.ts'
import type { RecoveryPoint, Tombstone } from '../model/manifest.ts'
import { Manifest } from '../model/manifest.ts'
import { resourcePath } from '../model/resource.ts'
import type { ObjectLock, ObjectStat, ObjectStore } from '../ports/object-store.ts'
import type { ManifestEntry, ManifestFilter } from '../ports/vault.ts'
import { decodeDocument, encodeDocument } from './documents.ts'
import { manifestKey, manifestPrefixes, matchesFilter, parseManifestKey } from './layout.ts'

/** The key under which a manifest stands. */
export function keyOfManifest(manifest: Pick<Manifest, 'resource' | 'takenAt' | 'id'>): string {
  return manifestKey({ ...manifest, takenAt: new Date(manifest.takenAt) })
}

/** Writes a manifest once; `present` when one of that key is there. */
export async function putManifest(
  store: ObjectStore,
  manifest: RecoveryPoint | Tombstone,
  lock?: ObjectLock,
): Promise<{ readonly key: string; readonly state: 'stored' | 'present' }> {
  const key = keyOfManifest(manifest)
  const bytes = encodeDocument(Manifest, manifest, key)
  try {
    await store.write(key, bytes, { size: bytes.length, condition: 'absent', ...(lock && { lock }) })
    return { key, state: 'stored' }
  } catch (error) {
    if (!(error instanceof PreconditionFailedError)) throw error
    return { key, state: 'present' }
  }
}

/**
 * Reads one manifest and checks that it is the one that its key names.
 * @throws NotFoundError, ManifestInvalidError, VaultFormatError
 */
export async function readManifest(store: ObjectStore, key: string): Promise<Manifest> {
  const found = await store.load(key)
  if (found === undefined) throw new NotFoundError(`The vault has no manifest ${key}`, { evidence: { key } })
  const manifest = decodeDocument(Manifest, found.bytes, key)
  if (keyOfManifest(manifest) === key) return manifest
  throw new ManifestInvalidError(
    `${key} holds the manifest of ${resourcePath(manifest.resource)}, ${manifest.id}`,
    {
      evidence: { key, id: manifest.id },
    },
  )
}

/** Manifests by key, those of one resource together and in order of time; what is no manifest's key is left out. */
export async function* listManifests(
  store: ObjectStore,
  filter: ManifestFilter,
): AsyncIterable<ManifestEntry> {
  for (const prefix of manifestPrefixes(filter)) {
    for await (const stat of store.list(prefix)) {
      const entry = entryOf(stat)
      if (entry !== undefined && matchesFilter(entry.resource, filter)) yield entry
    }
  }
}

function entryOf({ key, size }: ObjectStat): ManifestEntry | undefined {
  const place = parseManifestKey(key)
  return place && { key, size, ...place }
}
