import { reportAudit } from '../shared/audit/report-audit.ts'
import { ReportAuditEvent } from '../shared/audit/requests.ts'
import { reportAuditWorld } from '../shared/runtime/audit-world.ts'
import { door } from '../shared/runtime/door.ts'

/** Milliseconds that are kept back of an invocation: for judging, for the report and for telling people. */
const KEPT_BACK = 240_000

/** Judges the controls, reports an audit and tells people what is wrong. Woken by `ReportAudit` in state-machines/audit.asl.json, also after a failure. */
export const handler = door(reportAuditWorld, ReportAuditEvent, async (world, event, { deadline }) => {
  const { state } = await reportAudit(world, event, { until: new Date(deadline.getTime() - KEPT_BACK) })
  return { state }
})
