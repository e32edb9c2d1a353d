import { HoldfastError } from '../errors.ts'
import { failureOf } from '../model/failure-of.ts'
import { RestorePlan, Verification } from '../model/restore.ts'
import type { PlannedTest, TestPlan, TestVerdict } from '../model/restore-test.ts'
import { cleanFailure } from '../report/clean-message.ts'
import type { ApplyOptions } from '../restore/apply-restore.ts'
import { carryOutRestore } from '../restore/complete-restore.ts'
import { keepPlan } from '../restore/plan-restore.ts'
import type { RestorePorts } from '../restore/restore-ports.ts'
import { restorePlanKey, verificationKey } from '../vault/restore-layout.ts'
import { findDocument } from '../vault/stored-documents.ts'
import { askScratch } from './ask-scratch.ts'
import { planScratch } from './plan-scratch.ts'
import { removeScratch } from './remove-scratch.ts'
import { scratchPorts } from './scratch-ports.ts'
import type { TestPorts } from './test-ports.ts'
import type { TestEnd, TestResult } from './verdicts.ts'
import { findVerdict, keepVerdict } from './verdicts.ts'

/** How far to go. */
export type TestLimit = Pick<ApplyOptions, 'until' | 'signal'>

/** Differences that a verdict lists. */
const LISTED = 50

/**
 * Tests one recovery point: restores it under a scratch name, verifies it, asks it when there is something to ask,
 * removes it whatever happened, and writes the verdict. After a crash the same call goes on; a test that has its
 * verdict is over.
 *
 * @param limit when no further step of the restore is begun
 * @returns `paused` at the limit: the scratch stays, and the same call goes on
 * @throws HoldfastError when the verdict cannot be written
 */
export async function runTest(
  ports: TestPorts,
  plan: TestPlan,
  test: PlannedTest,
  limit: TestLimit = {},
): Promise<TestVerdict | 'paused'> {
  const known = await findVerdict(ports.store, test.testId)
  if (known !== undefined) return known
  const startedAt = ports.clock.now()
  const result = await attemptTest(ports, plan, test, limit)
  return result === 'paused' ? result : await endTest(ports, plan, { test, startedAt, result })
}

/** Removes what a test made, and writes its verdict. @throws HoldfastError when the verdict cannot be written */
export async function endTest(ports: TestPorts, { run }: TestPlan, end: TestEnd): Promise<TestVerdict> {
  const { testId, target } = end.test
  const left = await removeScratch(ports, { testId, zone: target.zone })
  const endedAt = ports.clock.now()
  return await keepVerdict(ports.store, { ...end, run, endedAt, left })
}

/** A defect, too, is a result: what the test made has to be removed all the same. */
async function attemptTest(
  ports: TestPorts,
  plan: TestPlan,
  test: PlannedTest,
  limit: TestLimit,
): Promise<TestResult | 'paused'> {
  try {
    return await restoreScratch(ports, plan, test, limit)
  } catch (error) {
    ports.log.error('a restore test failed', { test: test.testId, resource: test.resource, error })
    return { state: 'failed', failure: knownFailure(error) }
  }
}

/** What an unexpected error says may quote anything, and is not repeated. */
function knownFailure(error: unknown) {
  const failure = failureOf(error)
  if (error instanceof HoldfastError) return cleanFailure(failure)
  return { ...failure, message: 'A defect of Holdfast: see the log.' }
}

async function restoreScratch(
  ports: TestPorts,
  plan: TestPlan,
  test: PlannedTest,
  limit: TestLimit,
): Promise<TestResult | 'paused'> {
  const scratch = scratchPorts(ports, test)
  const restore = await findDocument(scratch.store, RestorePlan, restorePlanKey(test.testId))
  const { problems } = restore ?? (await makePlan(scratch, plan, test))
  if (problems.length > 0)
    return { state: 'refused', problems: problems.map(({ item: _item, ...one }) => one) }
  const outcome = await carryOutRestore(scratch, test.testId, limit)
  if (outcome.state === 'paused') return 'paused'
  const [failed] = outcome.failures
  if (failed !== undefined) return { state: 'failed', failure: cleanFailure(failed.failure) }
  return outcome.state === 'restored' ? await asked(ports, test) : await unclean(scratch, test)
}

async function makePlan(scratch: RestorePorts, plan: TestPlan, test: PlannedTest): Promise<RestorePlan> {
  const made = await planScratch(scratch, plan, test)
  await keepPlan(scratch.store, made)
  return made
}

async function unclean({ store }: RestorePorts, { testId }: PlannedTest): Promise<TestResult> {
  const [created, enabled] = await Promise.all(
    (['create', 'enable'] as const).map((phase) =>
      findDocument(store, Verification, verificationKey(testId, phase)),
    ),
  )
  const items = (enabled ?? created)?.items ?? []
  const failure = items.find((item) => item.failure !== undefined)?.failure
  const differences = items.flatMap((item) => item.differences).slice(0, LISTED)
  return { state: 'differs', differences, ...(failure !== undefined && { failure: cleanFailure(failure) }) }
}

async function asked(ports: TestPorts, test: PlannedTest): Promise<TestResult> {
  const invocation = await askScratch(ports, test)
  if (invocation === undefined) return { state: 'passed' }
  const isGood = invocation.state === 'as-expected' || invocation.state === 'answered'
  return { state: isGood ? 'passed' : 'wrong-answer', invocation }
}
