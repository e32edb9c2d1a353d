import { HoldfastError } from '../errors.ts'
import { failureOf } from '../model/failure-of.ts'
import type { PlannedTest, TestRun, TestVerdict, TestZoneEnd } from '../model/restore-test.ts'
import { TestPlan, TestZoneEnd as TestZoneEndSchema } from '../model/restore-test.ts'
import type { Failure } from '../model/run.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { cleanFailure } from '../report/clean-message.ts'
import { putDocument, readDocument } from '../vault/stored-documents.ts'
import { testPlanKey, testZoneKey } from '../vault/test-layout.ts'
import { removeLeftovers } from './remove-leftovers.ts'
import type { TestLimit } from './run-test.ts'
import { endTest, runTest } from './run-test.ts'
import type { TestPorts } from './test-ports.ts'
import { findVerdict } from './verdicts.ts'

/** One zone of a run of restore tests. */
export interface TestStep {
  readonly run: TestRun
  readonly zone: string
}

/** How far to go: no test is begun, and no step of one, after `until` or once `signal` is aborted. */
export interface TestOptions extends TestLimit {
  /** Told of each verdict. */
  readonly tell?: (verdict: TestVerdict) => void
}

/**
 * Carries out the tests of one zone, one after another: they share the zone's quotas with the account's own
 * deployments. Called again it goes on where it stood.
 *
 * @returns whether all tests of the zone have their verdict
 * @throws HoldfastError when the vault cannot be used
 */
export async function testZone(
  ports: TestPorts,
  step: TestStep,
  { tell, ...limit }: TestOptions = {},
): Promise<{ readonly done: boolean }> {
  const plan = await readTestPlan(ports.store, step.run)
  for (const test of testsIn(plan, step.zone)) {
    if (isAt(limit, ports.clock.now())) return { done: false }
    const verdict = await runTest(ports, plan, test, limit)
    if (verdict === 'paused') return { done: false }
    tell?.(verdict)
  }
  return { done: true }
}

function isAt({ until, signal }: TestLimit, now: Date): boolean {
  return signal?.aborted === true || (until !== undefined && now >= until)
}

/**
 * Ends a run of restore tests in one zone, also after a failure: every test that has no verdict gets one, its scratch is
 * removed, and so is what earlier tests left there.
 *
 * @param failure why the tests of the zone ended early
 * @throws HoldfastError when the vault cannot be used
 */
export async function endTestZone(
  ports: TestPorts,
  { run, zone }: TestStep,
  failure?: Failure,
): Promise<TestZoneEnd> {
  const plan = await readTestPlan(ports.store, run)
  for (const test of testsIn(plan, zone)) await endUnended(ports, plan, test, failure)
  const end: TestZoneEnd = {
    zone,
    ...(await attemptLeftovers(ports, zone)),
    ...(failure !== undefined && { failure }),
  }
  await putDocument(ports.store, TestZoneEndSchema, end, testZoneKey(run, zone))
  return end
}

/** The plan of a run of restore tests. @throws NotFoundError, ManifestInvalidError */
export async function readTestPlan(store: ObjectStore, run: TestRun): Promise<TestPlan> {
  return await readDocument(store, TestPlan, testPlanKey(run))
}

function testsIn({ tests }: TestPlan, zone: string): readonly PlannedTest[] {
  return tests.filter(({ target }) => target.zone === zone)
}

/** It says nothing of the function: what ended the tests of the zone is the zone's failure. */
function unended(failure: Failure | undefined): Failure {
  const why = failure === undefined ? '' : ` ${failure.error} ended the tests of the zone.`
  return { error: 'TestUnended', message: `The test ended before it had a verdict.${why}`, retryable: true }
}

async function endUnended(
  ports: TestPorts,
  plan: TestPlan,
  test: PlannedTest,
  failure: Failure | undefined,
): Promise<void> {
  if ((await findVerdict(ports.store, test.testId)) !== undefined) return
  const result = { state: 'failed', failure: unended(failure) } as const
  await endTest(ports, plan, { test, startedAt: ports.clock.now(), result, isCutOff: true })
}

/** A zone that cannot be listed is told of; its tests have their verdicts all the same. */
async function attemptLeftovers(ports: TestPorts, zone: string) {
  try {
    return await removeLeftovers(ports, zone)
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error
    ports.log.error('a zone could not be looked through for what restore tests left', { zone, error })
    const { message } = cleanFailure(failureOf(error))
    return { removed: [], left: [`the functions of ${zone} could not be listed: ${message}`] }
  }
}
