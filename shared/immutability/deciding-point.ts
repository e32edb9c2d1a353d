import { NotFoundError } from '../errors.ts'
import type { Manifest, RecoveryPoint } from '../model/manifest.ts'
import { subjectOf } from '../plans/subject.ts'
import type { Vault } from '../ports/vault.ts'

/** How many manifests are looked at before what was found is taken as it is: each costs a read. */
const MOST = 32

/**
 * The point by whose tags and placement the plan of a manifest is chosen: the manifest itself; for the record of a
 * deletion, and for a point whose tags could not be read, the last one before it that tells. A part that could not be read
 * for once must not leave a point without the lock that the others have.
 *
 * @returns where none tells both, the last that tells the tags, else the newest; `undefined` when there is no point
 * @throws ManifestInvalidError, VaultFormatError
 */
export async function decidingPoint(
  vault: Pick<Vault, 'readManifest'>,
  manifest: Manifest,
): Promise<RecoveryPoint | undefined> {
  let newest: RecoveryPoint | undefined
  let tagged: RecoveryPoint | undefined
  let current: Manifest | undefined = manifest
  for (let seen = 0; current !== undefined && seen < MOST; seen += 1) {
    if (current.type === 'point') {
      const { tags, placement } = subjectOf(current)
      if (tags !== undefined && placement !== undefined) return current
      if (tags !== undefined) tagged ??= current
      newest ??= current
    }
    current = current.previous === null ? undefined : await readIfThere(vault, current.previous)
  }
  return tagged ?? newest
}

/** A manifest; `undefined` when it expired meanwhile. @throws ManifestInvalidError, VaultFormatError */
export async function readIfThere(
  vault: Pick<Vault, 'readManifest'>,
  key: string,
): Promise<Manifest | undefined> {
  try {
    return await vault.readManifest(key)
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    throw error
  }
}
