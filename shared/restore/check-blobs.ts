import { finished } from 'node:stream/promises'
import type { RecoveryPoint } from '../model/manifest.ts'
import type { RestorePlan } from '../model/restore.ts'
import type { Vault } from '../ports.ts'
import { blobsOfPoint } from '../vault/blobs-of.ts'

/** A plan, and the way to its points. */
export interface BlobsToCheck {
  readonly plan: Pick<RestorePlan, 'items'>
  readonly point: (key: string) => Promise<RecoveryPoint>
}

/**
 * Reads every blob that the points of a restore name, once, so that damage is known before anything is changed.
 *
 * @throws BlobCorruptError, BlobMissingError
 */
export async function checkBlobs(
  vault: Pick<Vault, 'openBlob'>,
  { plan, point }: BlobsToCheck,
): Promise<void> {
  const points = await Promise.all(plan.items.map((item) => point(item.point)))
  const named = new Set(points.flatMap((point) => blobsOfPoint(point).map(({ sha256 }) => sha256)))
  for (const sha256 of named) {
    const body = await vault.openBlob(sha256)
    body.resume()
    await finished(body)
  }
}
