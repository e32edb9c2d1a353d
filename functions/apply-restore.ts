import { applySteps } from '../shared/restore-execution/apply-steps.ts'
import { GoOnEvent } from '../shared/restore-execution/requests.ts'
import { door } from '../shared/runtime/door.ts'
import { restoreWorld } from '../shared/runtime/restore-world.ts'

/**
 * Milliseconds of an invocation in which no step is begun any more: most that begin before end within them. One that
 * does not is done again by the next invocation.
 */
const KEPT_BACK = 300_000

/** Creates what a restore creates, switched off. Woken by `ApplyRestore` in state-machines/restore.asl.json, until it is done. */
export const handler = door(restoreWorld, GoOnEvent, async (world, { restoreId }, { deadline }) =>
  applySteps(world, restoreId, new Date(deadline.getTime() - KEPT_BACK)),
)
