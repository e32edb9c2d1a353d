import { completeRestore } from '../shared/restore/complete-restore.ts'
import { lastStart } from '../shared/restore-execution/last-start.ts'
import { GoOnEvent } from '../shared/restore-execution/requests.ts'
import { door } from '../shared/runtime/door.ts'
import { restoreWorld } from '../shared/runtime/restore-world.ts'

/**
 * Reads back what a restore created, makes live what is as it should be, and reads that back. Woken by `VerifyRestore`
 * in state-machines/restore.asl.json, until it is done.
 */
export const handler = door(restoreWorld, GoOnEvent, async (world, { restoreId }, { deadline }) => {
  const until = lastStart(world.clock.now(), deadline)
  const { state } = await completeRestore(world, restoreId, { until })
  return { state }
})
