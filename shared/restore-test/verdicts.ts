import { FORMAT_VERSION } from '../model/manifest.ts'
import type { PlannedTest, TestId, TestRun } from '../model/restore-test.ts'
import { TestVerdict } from '../model/restore-test.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { findDocument, putDocument } from '../vault/stored-documents.ts'
import { testedKey, verdictKey } from '../vault/test-layout.ts'

/** What came of a test, before its verdict says when and of what. */
export type TestResult = Pick<TestVerdict, 'state'> &
  Partial<Pick<TestVerdict, 'failure' | 'problems' | 'differences' | 'invocation'>>

/** How a test ended. */
export interface TestEnd {
  readonly test: PlannedTest
  readonly startedAt: Date
  readonly result: TestResult
  /** Whether something from outside ended it: then its function is not taken for tested. */
  readonly isCutOff?: true
}

/** The verdict of a test; `undefined` when it is not over. @throws ManifestInvalidError */
export async function findVerdict(
  store: Pick<ObjectStore, 'load'>,
  testId: TestId,
): Promise<TestVerdict | undefined> {
  return await findDocument(store, TestVerdict, verdictKey(testId))
}

/** A test that is over, and what of it could not be removed. */
export interface EndedTest extends TestEnd {
  readonly run: TestRun
  readonly endedAt: Date
  readonly left: string[]
}

/** Writes a verdict down, for the test, and unless it was cut off as the newest of its resource. */
export async function keepVerdict(store: ObjectStore, ended: EndedTest): Promise<TestVerdict> {
  const { invocation: _data, ...test } = ended.test
  const verdict: TestVerdict = {
    format: FORMAT_VERSION,
    ...test,
    runId: ended.run.runId,
    startedAt: ended.startedAt.toISOString(),
    endedAt: ended.endedAt.toISOString(),
    problems: [],
    differences: [],
    ...ended.result,
    left: ended.left,
  }
  await putDocument(store, TestVerdict, verdict, verdictKey(test.testId))
  if (ended.isCutOff === undefined) await putDocument(store, TestVerdict, verdict, testedKey(test.resource))
  return verdict
}
