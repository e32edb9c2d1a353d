import { reportCopy } from '../shared/copy-execution/report-copy.ts'
import { ReportCopyEvent } from '../shared/copy-execution/requests.ts'
import { reportCopyWorld } from '../shared/runtime/copy-world.ts'
import { door } from '../shared/runtime/door.ts'

/** Milliseconds that are kept back of an invocation: for telling people. */
const KEPT_BACK = 60_000

/** Compares the copy with the vault and tells people what it lacks. Woken by `ReportCopy` in state-machines/copy.asl.json, also after a failure. */
export const handler = door(reportCopyWorld, ReportCopyEvent, async (world, end, { deadline }) =>
  reportCopy(world, end, new Date(deadline.getTime() - KEPT_BACK)),
)
