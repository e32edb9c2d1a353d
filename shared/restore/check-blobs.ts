import { finished } from 'node:stream/promises'
import type { Vault } from '../ports.ts'
import { blobsOfPoint } from '../vault/blobs-of.ts'
import type { RestoreRun } from './restore-run.ts'

/**
 * Reads every blob that the points of a restore name, once, so that damage is known before anything is changed.
 *
 * @throws BlobCorruptError, BlobMissingError
 */
export async function checkBlobs(vault: Pick<Vault, 'openBlob'>, run: RestoreRun): Promise<void> {
  const points = await Promise.all(run.plan.items.map(({ point }) => run.point(point)))
  const named = new Set(points.flatMap((point) => blobsOfPoint(point).map(({ sha256 }) => sha256)))
  for (const sha256 of named) {
    const body = await vault.openBlob(sha256)
    body.resume()
    await finished(body)
  }
}
