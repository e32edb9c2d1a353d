import { endRun } from '../shared/runs/end-run.ts'
import { EndEvent } from '../shared/runs/requests.ts'
import { door } from '../shared/runtime/door.ts'
import { reportWorld } from '../shared/runtime/report-world.ts'

/** Reports a run and tells people. Woken by `ReportRun` in state-machines/backup.asl.json. */
export const handler = door(reportWorld, EndEvent, endRun)
