import { endRestore } from '../shared/restore-execution/end-restore.ts'
import { ReportEvent } from '../shared/restore-execution/requests.ts'
import { door } from '../shared/runtime/door.ts'
import { reportRestoreWorld } from '../shared/runtime/restore-report-world.ts'

/** Writes down how a restore ended and tells people. Woken by `ReportRestore` in state-machines/restore.asl.json, also after a failure. */
export const handler = door(reportRestoreWorld, ReportEvent, endRestore)
