import type { AuditRef, AuditReport, ControlResult } from '../model/audit.ts'
import { AuditEntry, AuditReport as ReportSchema } from '../model/audit.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'
import type { Failure } from '../model/run.ts'
import { WRITER } from '../model/writer.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { auditIndexKey, auditReportKey } from '../vault/audit-layout.ts'
import { putDocument, replaceObject } from '../vault/stored-documents.ts'
import type { AuditFacts } from './audit-facts.ts'
import { listAudits } from './audit-list.ts'
import type { AuditPorts } from './audit-ports.ts'
import type { Control } from './control.ts'
import { CONTROLS } from './controls.ts'
import { gatherFacts } from './gather-facts.ts'
import { entryOf, judgeAll, stateOf } from './judge.ts'
import { auditCsv } from './report/audit-csv.ts'
import { auditHtml } from './report/audit-html.ts'
import type { Until } from './read-blobs.ts'

/** Which audit ends. */
export interface AuditEnd {
  readonly audit: AuditRef
  /** ARN or name. */
  readonly startedBy: string
  /** Why reading failed as a whole. */
  readonly failure?: Failure | undefined
  /** All of them without. */
  readonly controls?: readonly Control[]
}

/** An audit that is over, and what it was made of. */
export interface EndedAudit {
  readonly report: AuditReport
  readonly facts: AuditFacts
  readonly trend: readonly AuditEntry[]
}

/**
 * Ends an audit: reads what the controls judge, and writes what they say into the vault as JSON, CSV and a page. A
 * failure of the reading before does not keep the others from being judged. Again it writes the same places.
 *
 * @throws HoldfastError when the report cannot be written
 */
export async function endAudit(ports: AuditPorts, end: AuditEnd, limit: Until): Promise<EndedAudit> {
  const { audit, startedBy, failure, controls = CONTROLS } = end
  const needs = new Set(controls.flatMap((control) => control.needs))
  const facts = await gatherFacts({ ports, audit, limit }, needs)
  const results = judgeAll(controls, facts)
  const report: AuditReport = {
    format: FORMAT_VERSION,
    ...audit,
    endedAt: ports.clock.now().toISOString(),
    vault: ports.store.url,
    startedBy,
    writer: WRITER,
    state: failure === undefined ? stateOf(results) : worstOf(results),
    ...(failure && { failure }),
    controls: results,
  }
  const trend = await keepReport(ports.store, report, controls.length === CONTROLS.length)
  ports.log.info('audit ended', { auditId: audit.auditId, state: report.state })
  return { report, facts, trend }
}

/** An audit that could not read the vault has failed, unless it found damage all the same. */
function worstOf(results: readonly ControlResult[]): AuditReport['state'] {
  return stateOf(results) === 'integrity' ? 'integrity' : 'failed'
}

/** Writes an audit in all its forms, and then its line in the list; that of a few controls alone is no part of the trend. */
async function keepReport(
  store: ObjectStore,
  report: AuditReport,
  isWhole: boolean,
): Promise<readonly AuditEntry[]> {
  const before = await listAudits(store)
  const others = before.filter(({ auditId }) => auditId !== report.auditId)
  const trend = isWhole ? [...others, entryOf(report)] : others
  await putDocument(store, ReportSchema, report, auditReportKey(report, 'json'))
  await replaceObject(store, auditReportKey(report, 'csv'), Buffer.from(auditCsv(report)))
  await replaceObject(store, auditReportKey(report, 'html'), Buffer.from(auditHtml(report, trend)))
  if (isWhole) await putDocument(store, AuditEntry, entryOf(report), auditIndexKey(report))
  return trend
}
