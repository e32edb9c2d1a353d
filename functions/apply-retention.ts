import { applyRetention } from '../shared/retention-execution/apply-retention.ts'
import { ApplyRetentionEvent } from '../shared/retention-execution/requests.ts'
import { door } from '../shared/runtime/door.ts'
import { applyRetentionWorld } from '../shared/runtime/retention-world.ts'

/** Milliseconds that are kept back of an invocation: for the points that it is at. */
const KEPT_BACK = 180_000

/** Lets expire what the plan says. Woken by `ApplyRetention` in state-machines/retention.asl.json, until all is done. */
export const handler = door(applyRetentionWorld, ApplyRetentionEvent, async (world, event, { deadline }) =>
  applyRetention(world, { run: event.run, before: event.applied }, new Date(deadline.getTime() - KEPT_BACK)),
)
