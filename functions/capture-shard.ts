import { ShardEvent } from '../shared/runs/requests.ts'
import { runShard } from '../shared/runs/run-shard.ts'
import { door } from '../shared/runtime/door.ts'
import { runWorld } from '../shared/runtime/run-world.ts'

/** Captures one shard of one zone. Woken by `CaptureShard` in state-machines/backup.asl.json, until it is done. */
export const handler = door(runWorld, ShardEvent, async (world, step, { deadline }) =>
  runShard(world, step, deadline),
)
