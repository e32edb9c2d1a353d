import { finishZone } from '../shared/runs/finish-zone.ts'
import { FinishEvent } from '../shared/runs/requests.ts'
import { door } from '../shared/runtime/door.ts'
import { runWorld } from '../shared/runtime/run-world.ts'

/** Ends a run in one zone. Woken by `SummarizeZone` in state-machines/backup.asl.json, also after a failure. */
export const handler = door(runWorld, FinishEvent, finishZone)
