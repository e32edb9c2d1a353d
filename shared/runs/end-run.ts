import type { Failure, RunReport } from '../model/run.ts'
import type { RunHeader } from '../model/work.ts'
import { RunPlan } from '../model/work.ts'
import type { AlertText } from '../report/alert-text.ts'
import { alertText } from '../report/alert-text.ts'
import { readZoneSummaries, writeReport } from '../report/store.ts'
import { summarizeRun } from '../report/summarize-run.ts'
import { runPlanKey } from '../vault/run-layout.ts'
import { findDocument } from '../vault/stored-documents.ts'
import { releaseRunLock } from './lock.ts'
import type { RunPorts } from './run-ports.ts'

export interface EndPorts extends Pick<RunPorts, 'store' | 'clock' | 'log' | 'metrics'> {
  /** Tells people. @throws HoldfastError */
  readonly publish: (alert: AlertText) => Promise<void>
}

/** Which run ends. */
export interface EndRequest {
  readonly run: RunHeader
}

/** Which run failed as a whole, and by what. */
export interface FailRequest extends EndRequest {
  readonly failure: Failure
}

/**
 * Ends a run: writes its report, tells people, gives the lock back. Every zone of the plan stands in the report;
 * one without a summary is a failed zone.
 *
 * @returns how the run ended
 * @throws HoldfastError when the report cannot be written or nobody could be told: then the run has failed
 */
export async function endRun(ports: EndPorts, { run }: EndRequest): Promise<Pick<RunReport, 'state'>> {
  const report = await makeReport(ports, run)
  await writeReport(ports.store, report)
  await tellPeople(ports, report, true)
  await releaseRunLock(ports, run)
  return { state: report.state }
}

/**
 * Ends a run that failed as a whole, perhaps because the vault cannot be reached: then people are told without a
 * report, and the lock expires by itself.
 *
 * @throws HoldfastError when nobody could be told
 */
export async function failRun(
  ports: EndPorts,
  { run, failure }: FailRequest,
): Promise<Pick<RunReport, 'state'>> {
  const report = await attempt(ports, 'the zones of the run cannot be read', () =>
    makeReport(ports, run, failure),
  )
  const known = report ?? summarizeRun({ ...factsOf(ports, run), failure }, [])
  const written = await attempt(ports, 'the report cannot be written', () => writeReport(ports.store, known))
  await tellPeople(ports, known, written !== undefined)
  await attempt(ports, 'the lock is not given back: it expires', () => releaseRunLock(ports, run))
  return { state: 'failed' }
}

async function attempt<T>(
  { log }: EndPorts,
  otherwise: string,
  act: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await act()
  } catch (error) {
    log.error(otherwise, { error })
    return undefined
  }
}

async function makeReport(ports: EndPorts, run: RunHeader, failure?: Failure): Promise<RunReport> {
  const { store } = ports
  const plan = await findDocument(store, RunPlan, runPlanKey(run))
  const summaries = await Array.fromAsync(readZoneSummaries(store, run))
  const zones = plan && {
    zones: plan.zones,
    newZones: plan.newZones,
    vanishedZones: plan.vanishedZones,
  }
  return summarizeRun({ ...factsOf(ports, run), ...zones, ...(failure && { failure }) }, summaries)
}

function factsOf({ clock }: EndPorts, run: RunHeader) {
  const times = { startedAt: new Date(run.startedAt), endedAt: clock.now() }
  const nothing = { zones: [], zoneFailures: new Map<string, Failure>(), newZones: [], vanishedZones: [] }
  return { ...run, ...times, ...nothing }
}

async function tellPeople(ports: EndPorts, report: RunReport, written: boolean): Promise<void> {
  const { runId, state, totals } = report
  ports.log.info('run ended', {
    runId,
    state,
    found: totals.found,
    captured: totals.captured,
    failed: totals.failedCount,
  })
  count(ports, report)
  await ports.publish(alertText(report, { vaultUrl: ports.store.url, written }))
}

function count({ metrics }: EndPorts, { state, totals, zones }: RunReport): void {
  metrics.add(state === 'succeeded' ? 'RunsSucceeded' : 'RunsWithFailures', 'Count', 1)
  metrics.add('PointsWritten', 'Count', totals.captured)
  metrics.add('Unchanged', 'Count', totals.unchanged)
  metrics.add('Tombstones', 'Count', totals.deletedCount)
  metrics.add('CapturesFailed', 'Count', totals.failedCount + totals.unaccounted)
  metrics.add('Gaps', 'Count', totals.gapCount)
  metrics.add('BytesStored', 'Bytes', totals.bytesStored)
  metrics.add('BytesDeduplicated', 'Bytes', totals.bytesDeduplicated)
  metrics.add('Throttled', 'Count', totals.throttled)
  metrics.add('ZonesFailed', 'Count', zones.filter((zone) => zone.state === 'failed').length)
}
