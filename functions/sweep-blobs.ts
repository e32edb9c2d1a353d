import { SweepBlobsEvent } from '../shared/retention-execution/requests.ts'
import { sweep } from '../shared/retention/sweep.ts'
import { door } from '../shared/runtime/door.ts'
import { sweepWorld } from '../shared/runtime/retention-world.ts'

/** Frees the bytes that no manifest has named for the grace period. Woken by `SweepBlobs` in state-machines/retention.asl.json. */
export const handler = door(sweepWorld, SweepBlobsEvent, async (world) => sweep(world, world.grace))
