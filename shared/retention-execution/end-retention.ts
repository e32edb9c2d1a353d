import { retentionAlert } from '../alerts/messages/retention-ended.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'
import type { RetentionRun, SweepTally } from '../model/retention-run.ts'
import { AppliedPart, RetentionPlan, RetentionReport } from '../model/retention-run.ts'
import type { Failure } from '../model/run.ts'
import { cleanFailure } from '../report/clean-message.ts'
import { appliedKey, retentionPlanKey, retentionReportKey } from '../vault/retention-run-layout.ts'
import { findDocument, putDocument } from '../vault/stored-documents.ts'
import type { ReportingPorts } from './retention-ports.ts'

/** How a run of retention ended. */
export interface RetentionEnd {
  readonly run: RetentionRun
  readonly purged: number
  readonly sweep: SweepTally
  /** Why it ended before its time. */
  readonly failure?: Failure | undefined
}

/**
 * Ends a run of retention: adds up what stands in the vault, writes the report, counts, and tells people when something
 * failed, and again when it works.
 *
 * @throws HoldfastError when the report cannot be written, or nobody could be told
 */
export async function endRetention(ports: ReportingPorts, end: RetentionEnd): Promise<RetentionReport> {
  const report = await summarizeRetention(ports, end)
  await putDocument(ports.store, RetentionReport, report, retentionReportKey(end.run))
  count(ports, report)
  const { state, expired, purged, sweep } = report
  ports.log.info('retention ended', { runId: end.run.runId, state, expired, purged, sweep })
  await ports.desk.tell([retentionAlert(report, ports.store.url)])
  return report
}

async function summarizeRetention(
  { store, clock }: ReportingPorts,
  { run, purged, sweep, failure }: RetentionEnd,
): Promise<RetentionReport> {
  const plan = await findDocument(store, RetentionPlan, retentionPlanKey(run))
  const plans = plan?.plans ?? []
  const applied = await readApplied(store, run, plan?.parts ?? 0)
  const expired = applied.reduce((sum, part) => sum + part.expired, 0)
  return {
    format: FORMAT_VERSION,
    run,
    endedAt: clock.now().toISOString(),
    state: failure === undefined ? 'succeeded' : 'failed',
    ...(failure && { failure: cleanFailure(failure) }),
    plans,
    kept: plans.reduce((sum, one) => sum + one.kept + one.expires, 0) - expired,
    expired,
    spared: applied.reduce((sum, part) => sum + part.spared.length, 0),
    purged,
    sweep,
  }
}

async function readApplied(
  store: ReportingPorts['store'],
  run: RetentionRun,
  parts: number,
): Promise<readonly AppliedPart[]> {
  const applied: AppliedPart[] = []
  for (let part = 1; part <= parts; part += 1) {
    const found = await findDocument(store, AppliedPart, appliedKey(run, part))
    if (found !== undefined) applied.push(found)
  }
  return applied
}

function count({ metrics }: ReportingPorts, { kept, expired, purged, sweep, state }: RetentionReport): void {
  metrics.add('PointsKept', 'Count', kept)
  metrics.add('PointsExpired', 'Count', expired)
  metrics.add('PointsPurged', 'Count', purged)
  metrics.add('BlobsDeleted', 'Count', sweep.deleted)
  metrics.add('BytesFreed', 'Bytes', sweep.bytesFreed)
  metrics.add('RetentionFailed', 'Count', state === 'failed' ? 1 : 0)
}
