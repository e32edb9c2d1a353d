import type { ResourceRef } from '../model/resource.ts'
import { resourcePath } from '../model/resource.ts'
import type { TestId } from '../model/restore-test.ts'
import type { RunRef } from '../model/run.ts'
import { parseLatestKey } from './layout.ts'

export const TESTS_PREFIX = 'tests/'

/** `tests/<YYYY-MM-DD of the test, UTC>/<test id>`: the id begins with the day. */
function testPath(testId: TestId): string {
  return `${TESTS_PREFIX}${testId.slice(0, 4)}-${testId.slice(4, 6)}-${testId.slice(6, 8)}/${testId}`
}

/** `tests/<date>/<test id>.json`: the verdict. */
export function verdictKey(testId: TestId): string {
  return `${testPath(testId)}.json`
}

/** `tests/<date>/<test id>/`: under it the plan and journal of the restore stand as under the vault's own root. */
export function testPrefix(testId: TestId): string {
  return `${testPath(testId)}/`
}

/** `tests/latest/<account>/`: what was tested of an account at all. */
export function testedPrefix(account: string): string {
  return `${TESTS_PREFIX}latest/${account}/`
}

/** `tests/latest/<account>/<zone>/<kind>/<name, URI-encoded>.json`: the newest verdict of a resource. */
export function testedKey(resource: ResourceRef): string {
  return `${TESTS_PREFIX}latest/${resourcePath(resource)}.json`
}

/** The resource that a key under `tests/latest/` belongs to; `undefined` when it belongs to none. */
export function parseTestedKey(key: string): ResourceRef | undefined {
  return key.startsWith(TESTS_PREFIX) ? parseLatestKey(key.slice(TESTS_PREFIX.length)) : undefined
}

/** `tests/runs/<date of its start>/<run id>/plan.json`. */
export function testPlanKey(run: RunRef): string {
  return `${testRunPrefix(run)}plan.json`
}

/** `tests/runs/<date of its start>/<run id>/zones/<zone>.json`: what became of the zone. */
export function testZoneKey(run: RunRef, zone: string): string {
  return `${testRunPrefix(run)}zones/${zone}.json`
}

/** `tests/runs/<date of its start>/<run id>/report.json`. */
export function testReportKey(run: RunRef): string {
  return `${testRunPrefix(run)}report.json`
}

function testRunPrefix({ runId, startedAt }: RunRef): string {
  return `${TESTS_PREFIX}runs/${new Date(startedAt).toISOString().slice(0, 10)}/${runId}/`
}
