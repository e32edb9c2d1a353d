import { failureOf } from '../model/failure-of.ts'
import type { TestReport } from '../model/restore-test.ts'
import type { Failure } from '../model/run.ts'
import { cleanFailure } from '../report/clean-message.ts'
import type { TestsRequest } from './begin-tests.ts'
import { beginTests } from './begin-tests.ts'
import { endTests } from './end-tests.ts'
import type { ChoosePorts, ReportPorts, TestPorts } from './test-ports.ts'
import type { TestOptions, TestStep } from './test-zone.ts'
import { endTestZone, testZone } from './test-zone.ts'

const STOPPED: Failure = {
  error: 'TestsStopped',
  message: 'Somebody stopped the restore tests.',
  retryable: true,
}

/**
 * A whole run of restore tests in one process, as the state machine does it: zones side by side, tests of a zone one
 * after another, everything removed at the end of each zone whatever happened.
 *
 * @throws NotFoundError when a function that was asked for is not in the vault
 * @throws HoldfastError when the vault cannot be used
 */
export async function runTests(
  ports: TestPorts & ChoosePorts & ReportPorts,
  request: TestsRequest,
  options: TestOptions = {},
): Promise<TestReport> {
  const { run, zones } = await beginTests(ports, request)
  await Promise.all(zones.map((zone) => testToTheEnd(ports, { run, zone }, options)))
  return await endTests(ports, { run })
}

async function testToTheEnd(ports: TestPorts, step: TestStep, options: TestOptions): Promise<void> {
  const failure = await attempt(ports, step, options)
  await endTestZone(ports, step, failure)
}

/** @returns why the tests of the zone ended early */
async function attempt(ports: TestPorts, step: TestStep, options: TestOptions): Promise<Failure | undefined> {
  try {
    const { done } = await testZone(ports, step, options)
    return done ? undefined : STOPPED
  } catch (error) {
    ports.log.error('the restore tests of a zone failed', { zone: step.zone, error })
    return cleanFailure(failureOf(error))
  }
}
