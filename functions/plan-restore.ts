import { beginRestore } from '../shared/restore-execution/begin-restore.ts'
import { PlanEvent } from '../shared/restore-execution/requests.ts'
import { door } from '../shared/runtime/door.ts'
import { planRestoreWorld } from '../shared/runtime/restore-world.ts'

/** Plans a restore and says whether a person must agree to it. Woken by `PlanRestore` in state-machines/restore.asl.json. */
export const handler = door(planRestoreWorld, PlanEvent, async (world, event) => {
  const { restoreId } = await beginRestore(world, event)
  return { restoreId, approval: world.approval }
})
