import type { Untold } from '../capture/untold.ts'
import { isNewlyGone, untoldMembers } from '../capture/untold.ts'
import type { Inventory } from '../model/inventory.ts'
import type { OutcomeLine } from '../model/run.ts'
import { itemKey } from '../model/work.ts'
import { readOutcomes } from '../report/store.ts'
import type { RunPorts } from './run-ports.ts'
import type { ZoneStep } from './shard-zone.ts'

/** A zone's inventory with those `untold` that a run looks for: one that tells nobody adds lines, and leaves what has them. */
export function withSought(
  { tellsNobody }: Pick<RunPorts, 'tellsNobody'>,
  inventory: Inventory | undefined,
): Inventory | undefined {
  if (inventory?.written === undefined || tellsNobody === true) return inventory
  return { ...inventory, untold: [...(inventory.untold ?? []), ...Object.keys(inventory.written)] }
}

/**
 * What backups by hand found gone, less what this run looked for: it tells of that. What a run that tells nobody finds
 * gone has its line by it, and is kept.
 *
 * @throws ManifestInvalidError
 */
export async function stillUntold(
  { store, tellsNobody }: Pick<RunPorts, 'store' | 'tellsNobody'>,
  { run, zone }: ZoneStep,
  inventory: Inventory | undefined,
): Promise<Untold> {
  const untold = new Set(inventory?.untold)
  const written = new Map(Object.entries(inventory?.written ?? {}))
  if (untold.size + written.size === 0 && tellsNobody !== true) return {}
  for await (const outcome of readOutcomes(store, run, zone)) {
    if (!('resource' in outcome) || outcome.type === 'failed') continue
    const key = itemKey(outcome.resource)
    untold.delete(key)
    written.delete(key)
    if (tellsNobody === true && isNewlyGone(outcome)) written.set(key, outcome.manifest)
  }
  return untoldMembers(untold, written)
}

/** Whether a run by hand wrote the line of a deletion. */
export function isWritten(outcome: OutcomeLine, inventory: Inventory | undefined): boolean {
  if (outcome.type !== 'deleted' || outcome.manifest === undefined) return false
  return inventory?.written?.[itemKey(outcome.resource)] === outcome.manifest
}
