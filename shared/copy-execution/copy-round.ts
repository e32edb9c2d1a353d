import { copyVault } from '../copies/copy-vault.ts'
import type { CopyFilter } from '../copies/copy-filter.ts'
import type { CopyResult } from '../copies/copy-report.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { Clock, Log } from '../ports/runtime.ts'
import { readVaultRecord } from '../vault/gate.ts'
import type { CopiedSoFar } from './requests.ts'

/** What a round of copying touches. */
export interface CopyRoundPorts {
  readonly from: ObjectStore
  readonly to: ObjectStore
  readonly clock: Clock
  readonly log: Log
  /**
   * Opens what tells which resources are copied, for one round: what it knows of their plans is of the moment when it was
   * asked. `undefined` where S3 replicates, and there is nothing to do.
   */
  readonly openFilter: (() => CopyFilter) | undefined
}

/**
 * Brings the copy up to date, as far as there is time: called again it goes on. What cannot be copied does not stop the
 * rest.
 *
 * @param before what earlier calls of this round came to
 * @param signal once it is aborted nothing new is begun
 * @throws errors of copyVault
 */
export async function copyRound(
  ports: CopyRoundPorts,
  before: CopiedSoFar,
  signal: AbortSignal,
): Promise<CopiedSoFar> {
  const { from, to, clock, log, openFilter } = ports
  // Before the first capture there is no vault, and nothing to copy.
  if (openFilter === undefined || (await readVaultRecord(from)) === undefined)
    return { ...before, done: true }
  const result = await copyVault({ from, to, clock }, { filter: openFilter(), signal })
  const [objects, failures] = [written(result), failed(result)]
  for (const { key, error } of result.failures) log.warn('an object could not be copied', { key, error })
  log.info('a part of the copy is made', { state: result.state, objects, bytes: result.bytes, failures })
  return {
    done: result.state !== 'stopped',
    objects: before.objects + objects,
    bytes: before.bytes + result.bytes,
    // Each call tries all again.
    failures,
  }
}

function written({ objects }: CopyResult): number {
  return Object.values(objects).reduce((sum, { copied, repaired }) => sum + copied + repaired, 0)
}

function failed({ objects }: CopyResult): number {
  return Object.values(objects).reduce((sum, one) => sum + one.failed, 0)
}
