import { SweepBlobsEvent } from '../shared/retention-execution/requests.ts'
import { sweepOn } from '../shared/retention-execution/sweep-on.ts'
import { door } from '../shared/runtime/door.ts'
import { sweepWorld } from '../shared/runtime/retention-world.ts'

/** Milliseconds that are kept back of an invocation: for listing the blobs, or deleting those that it is at. */
const KEPT_BACK = 300_000

/** Frees the bytes that no manifest has named for the grace period. Woken by `SweepBlobs` in state-machines/retention.asl.json, until all is done. */
export const handler = door(sweepWorld, SweepBlobsEvent, async (world, event, { deadline }) =>
  sweepOn(world, event.sweep, { by: event.run.runId, until: new Date(deadline.getTime() - KEPT_BACK) }),
)
