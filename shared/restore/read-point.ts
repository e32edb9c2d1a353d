import { NotFoundError } from '../errors.ts'
import type { FunctionPoint, RecoveryPoint } from '../model/manifest.ts'
import { isPointOf } from '../model/manifest.ts'
import type { Vault } from '../ports/vault.ts'

/** A recovery point by its key. @throws NotFoundError, ManifestInvalidError, VaultFormatError */
export async function readPoint(vault: Pick<Vault, 'readManifest'>, key: string): Promise<RecoveryPoint> {
  const manifest = await vault.readManifest(key)
  if (manifest.type === 'point') return manifest
  throw new NotFoundError(`${key} records a deletion: there is nothing in it to restore.`, {
    evidence: { key },
  })
}

/** A point that a step of a function names. @throws RangeError when it is of another kind */
export function asFunctionPoint(point: RecoveryPoint): FunctionPoint {
  if (isPointOf('function', point)) return point
  throw new RangeError(`A point of a ${point.resource.kind} stands where one of a function is needed.`)
}
