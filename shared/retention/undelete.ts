import { BlobMissingError, ManifestInvalidError, NotFoundError } from '../errors.ts'
import { Manifest } from '../model/manifest.ts'
import type { Vault } from '../ports/vault.ts'
import { keyOfManifest } from '../vault/manifests.ts'
import type { ExpiredPlace } from '../vault/retention-layout.ts'
import { findDocument } from '../vault/stored-documents.ts'
import type { HoldPorts } from './holds.ts'
import { holdPoint } from './holds.ts'

export interface UndeletePorts extends HoldPorts {
  readonly vault: Pick<Vault, 'hasBlob' | 'putManifest'>
}

/** Who takes a point back, and why. */
export interface UndeleteRequest {
  readonly by: string
  readonly reason: string
}

/**
 * Puts an expired manifest back where it stood, and holds it: the rules that expired it would do so again. The copy
 * stays until it is purged, so that a sweep that is listing at this moment finds one of the two.
 *
 * @returns `present` when it stands there already
 * @throws NotFoundError when it was purged meanwhile
 * @throws BlobMissingError when a blob of it is gone
 */
export async function undelete(
  ports: UndeletePorts,
  { key, manifest: place }: ExpiredPlace,
  request: UndeleteRequest,
): Promise<'stored' | 'present'> {
  const manifest = await findDocument(ports.store, Manifest, key)
  if (manifest === undefined)
    throw new NotFoundError(`${key} cannot be taken back any more`, { evidence: { key } })
  if (keyOfManifest(manifest) !== place) {
    throw new ManifestInvalidError(`${key} holds another manifest than it names`, { evidence: { key } })
  }
  await refuseWithoutBlobs(ports.vault, manifest)
  await holdPoint(ports, { manifest: place, ...request })
  return (await ports.vault.putManifest(manifest)).state
}

async function refuseWithoutBlobs(vault: Pick<Vault, 'hasBlob'>, manifest: Manifest): Promise<void> {
  if (manifest.type === 'tombstone') return
  for (const { sha256 } of manifest.blobs) {
    if (await vault.hasBlob(sha256)) continue
    throw new BlobMissingError(`${keyOfManifest(manifest)} names a blob that is gone`, {
      evidence: { sha256 },
    })
  }
}
