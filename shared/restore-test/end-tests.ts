import pLimit from 'p-limit'
import { restoreTestAlerts } from '../alerts/messages/restore-test-failed.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'
import type { PlannedTest, TestRun } from '../model/restore-test.ts'
import { TestPlan, TestReport, TestZoneEnd } from '../model/restore-test.ts'
import type { Failure } from '../model/run.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { findDocument, putDocument } from '../vault/stored-documents.ts'
import { testPlanKey, testReportKey, testZoneKey } from '../vault/test-layout.ts'
import type { ReportPorts } from './test-ports.ts'
import { findVerdict } from './verdicts.ts'

/** Verdicts that are read at the same time. */
const READERS = 16

/** Which run of restore tests ends. */
export interface TestsEnd {
  readonly run: TestRun
  /** Why it failed as a whole. */
  readonly failure?: Failure | undefined
  /** Zones that could not even be ended, and why. */
  readonly lostZones?: readonly { readonly zone: string; readonly failure: Failure }[]
}

/**
 * Ends a run of restore tests: writes its report, counts, and tells people what is wrong, and what is right again.
 *
 * @throws HoldfastError when the report cannot be written, or nobody could be told
 */
export async function endTests(ports: ReportPorts, end: TestsEnd): Promise<TestReport> {
  const report = await summarizeTests(ports, end)
  await putDocument(ports.store, TestReport, report, testReportKey(end.run))
  count(ports, report)
  ports.log.info('restore tests ended', {
    runId: end.run.runId,
    state: report.state,
    tests: report.tests.length,
  })
  await ports.alerts.tell(restoreTestAlerts(report, ports.store.url))
  return report
}

/** What a run of restore tests came to, from its verdicts in the vault; writes nothing. */
export async function summarizeTests(
  { store, clock }: Pick<ReportPorts, 'store' | 'clock'>,
  { run, failure, lostZones = [] }: TestsEnd,
): Promise<TestReport> {
  const plan = await findDocument(store, TestPlan, testPlanKey(run))
  const tests = await pLimit(READERS).map(plan?.tests ?? [], (test) => entryOf(store, test))
  const lost = new Map(lostZones.map((one) => [one.zone, one.failure]))
  const zones = await Promise.all((plan?.zones ?? []).map((zone) => zoneOf(store, run, zone, lost.get(zone))))
  const isWrong =
    failure !== undefined ||
    tests.some(({ state }) => state !== 'passed') ||
    zones.some((zone) => zone.left.length > 0 || zone.failure !== undefined)
  const state = isWrong ? 'failed' : tests.length === 0 ? 'nothing' : 'passed'
  const endedAt = clock.now().toISOString()
  return { format: FORMAT_VERSION, run, endedAt, state, ...(failure && { failure }), tests, zones }
}

async function entryOf(
  store: ObjectStore,
  { testId, resource, reason }: PlannedTest,
): Promise<TestReport['tests'][number]> {
  const verdict = await findVerdict(store, testId)
  const head = { testId, resource, reason }
  if (verdict === undefined) return { ...head, state: 'failed', error: 'TestUnended' }
  const { state, failure, left } = verdict
  const error = failure?.error ?? (left.length > 0 ? 'ScratchLeft' : undefined)
  const isLeft = state === 'passed' && left.length > 0
  return { ...head, state: isLeft ? 'failed' : state, ...(error !== undefined && { error }) }
}

async function zoneOf(
  store: ObjectStore,
  run: TestRun,
  zone: string,
  failure: Failure | undefined,
): Promise<TestZoneEnd> {
  const found = await findDocument(store, TestZoneEnd, testZoneKey(run, zone))
  return found ?? { zone, removed: [], left: [], ...(failure && { failure }) }
}

function count({ metrics }: ReportPorts, { tests, zones, failure }: TestReport): void {
  const passed = tests.filter(({ state }) => state === 'passed').length
  const failed = tests.length - passed + (failure === undefined ? 0 : 1)
  metrics.add('RestoreTestsPassed', 'Count', passed)
  metrics.add('RestoreTestsFailed', 'Count', failed)
  const leftovers = zones.reduce((sum, { removed, left }) => sum + removed.length + left.length, 0)
  metrics.add('RestoreTestLeftovers', 'Count', leftovers)
}
