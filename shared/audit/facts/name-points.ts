import pLimit from 'p-limit'
import { ManifestInvalidError, NotFoundError, VaultFormatError } from '../../errors.ts'
import type { Damaged } from '../../model/audit.ts'
import type { Sha256 } from '../../model/manifest.ts'
import type { AuditPorts } from '../audit-ports.ts'
import { mergeDamage } from '../damage.ts'
import { inBatches } from '../in-batches.ts'
import { parseBlobKey } from '../../vault/layout.ts'
import type { Until } from '../read-blobs.ts'

/** Manifests that are read at the same time. */
const READERS = 32

/** Damage with the points that name it, and whether all points were looked at. */
export interface NamedDamage {
  readonly damaged: readonly Damaged[]
  readonly isComplete: boolean
}

/**
 * Finds the recovery points that name damaged blobs. Every manifest of the vault is read for it, so only when there is
 * damage, and only until time is up.
 *
 * @throws HoldfastError when the vault cannot be read
 */
export async function namePoints(
  { vault, clock }: Pick<AuditPorts, 'vault' | 'clock'>,
  damaged: readonly Damaged[],
  { until }: Until,
): Promise<NamedDamage> {
  const blobs = new Map(damaged.flatMap((one) => pairOf(one)))
  if (blobs.size === 0) return { damaged, isComplete: true }
  const named: Damaged[] = []
  for await (const batch of inBatches(vault.listManifests({}), READERS)) {
    if (clock.now() >= until) return { damaged: mergeDamage([...damaged, ...named]), isComplete: false }
    const found = await pLimit(READERS).map(batch, async ({ key }) => await blobsNamed(vault, key))
    for (const { key, sha256 } of found.flat()) {
      const one = blobs.get(sha256)
      if (one !== undefined) named.push({ ...one, points: [key] })
    }
  }
  return { damaged: mergeDamage([...damaged, ...named]), isComplete: true }
}

function pairOf(one: Damaged): readonly (readonly [Sha256, Damaged])[] {
  const sha256 = parseBlobKey(one.key)
  return sha256 === undefined ? [] : [[sha256, one]]
}

/** A manifest that cannot be read is damage of its own. */
async function blobsNamed(
  vault: AuditPorts['vault'],
  key: string,
): Promise<readonly { readonly key: string; readonly sha256: Sha256 }[]> {
  try {
    const manifest = await vault.readManifest(key)
    return manifest.type === 'point' ? manifest.blobs.map(({ sha256 }) => ({ key, sha256 })) : []
  } catch (error) {
    const isTold =
      error instanceof NotFoundError ||
      error instanceof ManifestInvalidError ||
      error instanceof VaultFormatError
    if (isTold) return []
    throw error
  }
}
