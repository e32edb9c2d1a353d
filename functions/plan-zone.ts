import { ZoneEvent } from '../shared/runs/requests.ts'
import { shardZone } from '../shared/runs/shard-zone.ts'
import { door } from '../shared/runtime/door.ts'
import { runWorld } from '../shared/runtime/run-world.ts'

/** Lists one zone and writes its work lists. Woken by `PlanZone` in state-machines/backup.asl.json. */
export const handler = door(runWorld, ZoneEvent, shardZone)
