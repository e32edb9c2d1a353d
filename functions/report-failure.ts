import { failRun } from '../shared/runs/end-run.ts'
import { FailureEvent } from '../shared/runs/requests.ts'
import { door } from '../shared/runtime/door.ts'
import { reportWorld } from '../shared/runtime/report-world.ts'

/** Reports a run that failed as a whole. Woken by `ReportFailure` in state-machines/backup.asl.json. */
export const handler = door(reportWorld, FailureEvent, async (world, { run, failure }) =>
  failRun(world, { run: { ...run, account: world.account }, failure }),
)
