import { finished } from 'node:stream/promises'
import type { BlobRef, RecoveryPoint, Sha256 } from '../model/manifest.ts'
import { BlobRef as BlobRefSchema, isPointOf } from '../model/manifest.ts'
import type { RestorePlan, RestoreStep } from '../model/restore.ts'
import type { Vault } from '../ports/vault.ts'
import { blobsOfPoint } from '../vault/blobs-of.ts'
import { StateRef, pickVersion } from './pick-version.ts'

/** A plan, kept or not, and the way to its points: `holdfast restore --dry-run` checks one that it never keeps. */
export interface BlobsToCheck {
  readonly plan: Pick<RestorePlan, 'items' | 'steps'>
  readonly point: (key: string) => Promise<RecoveryPoint>
}

/**
 * Reads every blob that the steps of a restore send, once, so that damage is known before anything is changed.
 *
 * @throws BlobCorruptError, BlobMissingError
 */
export async function checkBlobs(
  vault: Pick<Vault, 'openBlob'>,
  { plan, point }: BlobsToCheck,
): Promise<void> {
  const needed = new Set<Sha256>()
  for (const [index, item] of plan.items.entries()) {
    const steps = plan.steps.filter((step) => step.item === index)
    for (const { sha256 } of blobsFor(await point(item.point), steps)) needed.add(sha256)
  }
  for (const sha256 of needed) {
    const body = await vault.openBlob(sha256)
    body.resume()
    await finished(body)
  }
}

/** Of a function only what is sent: a rollback at night does not wait for packages that stay where they are. */
function blobsFor(point: RecoveryPoint, steps: readonly RestoreStep[]): readonly BlobRef[] {
  // Which functions a distribution runs is no code: that is restored with the functions.
  if (isPointOf('distribution', point)) return []
  if (!isPointOf('function', point)) return blobsOfPoint(point)
  return steps.flatMap(({ action, input }) => {
    if (action === 'publish-layer' || action === 'put-test-events')
      return [BlobRefSchema.parse(input['blob'])]
    if (action !== 'create-function' && action !== 'update-code') return []
    const { code } = pickVersion(point.content, StateRef.parse(input).version)
    return code?.type === 'zip' ? [code.blob] : []
  })
}
