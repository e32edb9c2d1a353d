import type { ReportAuditPorts } from './audit-ports.ts'
import { countAudit } from './count-audit.ts'
import type { AuditEnd } from './end-audit.ts'
import { endAudit } from './end-audit.ts'
import type { AuditReport } from '../model/audit.ts'
import type { Until } from './read-blobs.ts'
import { tellPeople } from './tell-people.ts'

/**
 * Ends the audit of a deployment: the report, numbers, and telling people what is wrong and what is right again.
 *
 * @throws HoldfastError when the report cannot be written, or nobody could be told
 */
export async function reportAudit(
  ports: ReportAuditPorts,
  end: AuditEnd,
  limit: Until,
): Promise<AuditReport> {
  const ended = await endAudit(ports, end, limit)
  countAudit(ports.metrics, ended)
  await tellPeople(ports, ended)
  // However it ended: NoAuditAlarm is for audits of which nobody was told anything.
  ports.metrics.add('AuditsEnded', 'Count', 1)
  return ended.report
}
