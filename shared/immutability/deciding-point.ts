import { NotFoundError } from '../errors.ts'
import type { Manifest, RecoveryPoint } from '../model/manifest.ts'
import { subjectOf } from '../plans/subject.ts'
import type { Vault } from '../ports/vault.ts'

/** How many manifests are looked at before the newest point is taken as it is. */
const MOST = 8

/**
 * The point by whose tags and placement the plan of a manifest is chosen: the manifest itself; for the record of a
 * deletion, and for a point whose tags could not be read, the last one before it that tells. A part that could not be read
 * for once must not leave a point without the lock that the others have.
 *
 * @returns `undefined` when there is no point
 * @throws ManifestInvalidError, VaultFormatError
 */
export async function decidingPoint(
  vault: Pick<Vault, 'readManifest'>,
  manifest: Manifest,
): Promise<RecoveryPoint | undefined> {
  let newest: RecoveryPoint | undefined
  let current: Manifest | undefined = manifest
  for (let seen = 0; current !== undefined && seen < MOST; seen += 1) {
    if (current.type === 'point' && tellsPlan(current)) return current
    if (current.type === 'point') newest ??= current
    current = current.previous === null ? undefined : await readIfThere(vault, current.previous)
  }
  return newest
}

function tellsPlan(point: RecoveryPoint): boolean {
  const { tags, placement } = subjectOf(point)
  return tags !== undefined && placement !== undefined
}

/** Older points expire. */
async function readIfThere(vault: Pick<Vault, 'readManifest'>, key: string): Promise<Manifest | undefined> {
  try {
    return await vault.readManifest(key)
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    throw error
  }
}
