import { endRetention } from '../shared/retention-execution/end-retention.ts'
import { ReportRetentionEvent } from '../shared/retention-execution/requests.ts'
import { door } from '../shared/runtime/door.ts'
import { reportRetentionWorld } from '../shared/runtime/retention-world.ts'

/** Reports a run of retention, and tells people when it failed. Woken by `ReportRetention` in state-machines/retention.asl.json, also after a failure. */
export const handler = door(reportRetentionWorld, ReportRetentionEvent, async (world, event) => {
  const { runId, startedAt, ...end } = event
  const { state } = await endRetention(world, { run: { runId, startedAt, account: world.account }, ...end })
  return { state }
})
