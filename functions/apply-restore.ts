import { applySteps } from '../shared/restore-execution/apply-steps.ts'
import { lastStart } from '../shared/restore-execution/last-start.ts'
import { GoOnEvent } from '../shared/restore-execution/requests.ts'
import { door } from '../shared/runtime/door.ts'
import { applyRestoreWorld } from '../shared/runtime/restore-world.ts'

/** Creates what a restore creates, switched off. Woken by `ApplyRestore` in state-machines/restore.asl.json, until it is done. */
export const handler = door(applyRestoreWorld, GoOnEvent, async (world, { restoreId }, { deadline }) =>
  applySteps(world, restoreId, lastStart(world.clock.now(), deadline)),
)
