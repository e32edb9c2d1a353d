import { RESTORE_TERM } from '../model/restore-times.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { Clock } from '../ports/runtime.ts'
import { readHolds } from './holds.ts'
import type { PlanRequest } from './plan-retention.ts'
import { restoresInUse } from './restores-in-use.ts'

/** What protects single points now, whatever the rules say: holds, and restores that may still need them. */
export async function readShields({
  store,
  clock,
}: {
  readonly store: Pick<ObjectStore, 'list' | 'load'>
  readonly clock: Pick<Clock, 'now'>
}): Promise<Pick<PlanRequest, 'holds' | 'restores'>> {
  const since = new Date(clock.now().getTime() - RESTORE_TERM)
  return { holds: await readHolds(store), restores: await restoresInUse(store, since) }
}
