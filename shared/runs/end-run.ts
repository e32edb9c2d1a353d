import { keepLines } from '../activity/keep-lines.ts'
import { runLine } from '../activity/run-lines.ts'
import type { DeploymentName } from '../model/command-place.ts'
import { runAlerts } from '../alerts/run-alerts.ts'
import type { Failure, RunReport } from '../model/run.ts'
import { isOfEverything } from '../model/run.ts'
import type { RunHeader } from '../model/work.ts'
import { RunPlan } from '../model/work.ts'
import { toldWhen } from '../plans/told-when.ts'
import type { AlertDesk } from '../ports/alert-desk.ts'
import type { Schedules } from '../report/next-start.ts'
import { firstStart } from '../report/next-start.ts'
import { readZoneSummaries, writeReport } from '../report/store.ts'
import type { RunFacts } from '../report/summarize-run.ts'
import { summarizeRun } from '../report/summarize-run.ts'
import { callCount } from '../report/tally.ts'
import { runPlanKey } from '../vault/run-layout.ts'
import { findDocument } from '../vault/stored-documents.ts'
import { countCalls } from './count-calls.ts'
import { releaseRunLock } from './lock.ts'
import { endedByRun } from './ended-by-run.ts'
import type { RunPorts } from './run-ports.ts'

export interface EndPorts extends Pick<RunPorts, 'store' | 'clock' | 'log' | 'metrics' | 'plans'> {
  readonly alerts: AlertDesk
  /** What the commands that alerts name are about, besides the vault. */
  readonly deployment: DeploymentName
  /** What starts runs; without it the next one is not known. */
  readonly schedules?: readonly Schedules[]
}

/** A zone that could not even be summed up, and why. */
export interface LostZone {
  readonly zone: string
  readonly failure: Failure
}

/** Which run ends. */
export interface EndRequest {
  readonly run: RunHeader
  readonly lostZones?: readonly LostZone[]
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
export async function endRun(ports: EndPorts, request: EndRequest): Promise<Pick<RunReport, 'state'>> {
  const { run } = request
  const report = await makeReport(ports, request)
  await writeReport(ports.store, report)
  await keepActivity(ports, report)
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
export async function failRun(ports: EndPorts, request: FailRequest): Promise<Pick<RunReport, 'state'>> {
  const { run, failure } = request
  const report = await attempt(ports, 'the zones of the run cannot be read', () => makeReport(ports, request))
  const known = report ?? summarizeRun({ ...factsOf(ports, run), failure }, [])
  const written = await attempt(ports, 'the report cannot be written', () => writeReport(ports.store, known))
  await keepActivity(ports, known)
  await tellPeople(ports, known, written !== undefined)
  await attempt(ports, 'the lock is not given back: it expires', () => releaseRunLock(ports, run))
  return { state: 'failed' }
}

/** The run in one line, for `holdfast activity`. */
async function keepActivity(ports: EndPorts, report: RunReport): Promise<void> {
  const file = { writer: 'run', at: ports.clock.now(), id: report.runId } as const
  await keepLines(ports, file, [runLine(report)])
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

async function makeReport(
  ports: EndPorts,
  { run, lostZones = [], failure }: EndRequest & Partial<FailRequest>,
): Promise<RunReport> {
  const { store } = ports
  const plan = await findDocument(store, RunPlan, runPlanKey(run))
  const summaries = await Array.fromAsync(readZoneSummaries(store, run))
  const zoneFailures = new Map(lostZones.map((lost) => [lost.zone, lost.failure]))
  const facts = { ...factsOf(ports, run), ...(plan && planned(plan)), zoneFailures }
  return summarizeRun({ ...facts, ...(failure && { failure }) }, summaries)
}

/** What the plan of a run says that its report repeats. */
function planned({ zones, newZones, vanishedZones, unknownZones, notEnrolled, startedBy }: RunPlan) {
  const facts = { zones, newZones, vanishedZones, unknownZones, notEnrolled }
  return startedBy === undefined ? facts : { ...facts, startedBy }
}

/** What is known of a run without its plan. */
function factsOf({ clock, schedules }: EndPorts, run: RunHeader): RunFacts {
  const endedAt = clock.now()
  const nextRun = schedules && firstStart(schedules, endedAt)
  const lists = { zones: [], newZones: [], vanishedZones: [], unknownZones: [], notEnrolled: [] }
  const times = { startedAt: new Date(run.startedAt), endedAt, ...(nextRun && { nextRun }) }
  return { ...run, ...times, ...lists, zoneFailures: new Map() }
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
  const when = toldWhen(ports.plans, report.plan)
  const ended = await attempt(ports, 'what is over is not told: a later run does', () =>
    endedByRun(ports, report),
  )
  const place = { vaultUrl: ports.store.url, ...ports.deployment, written }
  const alerts = runAlerts(report, place, when)
  await ports.alerts.tell([...alerts, ...(ended ?? [])])
  // However it ended: NoRunAlarm is for runs of which nobody was told anything.
  if (isOfEverything(report)) ports.metrics.add('RunsEnded', 'Count', 1)
}

function count({ metrics }: EndPorts, report: RunReport): void {
  const { state, totals, zones } = report
  const isFailure = state !== 'succeeded'
  // That a run of a part went well says nothing good of the others.
  if (isFailure || isOfEverything(report)) metrics.add('RunsWithFailures', 'Count', isFailure ? 1 : 0)
  metrics.add('PointsWritten', 'Count', totals.captured)
  metrics.add('Unchanged', 'Count', totals.unchanged)
  metrics.add('Tombstones', 'Count', totals.deletedCount)
  metrics.add('CapturesFailed', 'Count', totals.failedCount + totals.unaccounted)
  metrics.add('Gaps', 'Count', totals.gapCount)
  metrics.add('BytesStored', 'Bytes', totals.bytesStored)
  metrics.add('BytesDeduplicated', 'Bytes', totals.bytesDeduplicated)
  metrics.add('ZonesFailed', 'Count', zones.filter((zone) => zone.state === 'failed').length)
  countCalls(metrics, { calls: callCount(totals), throttled: totals.throttled })
}
