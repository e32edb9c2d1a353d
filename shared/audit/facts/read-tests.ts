import { resourcePath } from '../../model/resource.ts'
import { TestVerdict } from '../../model/restore-test.ts'
import type { AuditPorts } from '../audit-ports.ts'
import { none, seen } from '../seen.ts'
import type { Seen } from '../seen.ts'
import { findDocument } from '../../vault/stored-documents.ts'
import { TESTS_PREFIX, parseTestedKey } from '../../vault/test-layout.ts'
import { inBatches } from '../in-batches.ts'

/** Verdicts that are read at the same time. */
const READERS = 16

/** The newest restore test of one resource. */
export type TestFact = Pick<TestVerdict, 'testId' | 'resource' | 'state' | 'endedAt' | 'left'> & {
  readonly error: string | undefined
}

/** The newest verdict of every resource that was ever tested, by `resourcePath`. @throws ManifestInvalidError */
export async function readTests({
  store,
}: Pick<AuditPorts, 'store'>): Promise<Seen<ReadonlyMap<string, TestFact>>> {
  const tests = new Map<string, TestFact>()
  for await (const batch of inBatches(testedKeys(store), READERS)) {
    const verdicts = await Promise.all(batch.map((key) => findDocument(store, TestVerdict, key)))
    for (const verdict of verdicts) if (verdict !== undefined) tests.set(pathOf(verdict), factOf(verdict))
  }
  return tests.size === 0 ? none('No restore was ever tested.') : seen(tests)
}

function pathOf({ resource }: TestVerdict): string {
  return resourcePath(resource)
}

function factOf({ testId, resource, state, endedAt, left, failure }: TestVerdict): TestFact {
  return { testId, resource, state, endedAt, left, error: failure?.error }
}

async function* testedKeys(store: AuditPorts['store']): AsyncIterable<string> {
  for await (const { key } of store.list(`${TESTS_PREFIX}latest/`)) {
    if (parseTestedKey(key) !== undefined) yield key
  }
}
