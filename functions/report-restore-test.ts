import { endTests } from '../shared/restore-test/end-tests.ts'
import { EndTestsEvent } from '../shared/restore-test/requests.ts'
import { door } from '../shared/runtime/door.ts'
import { reportTestsWorld } from '../shared/runtime/restore-test-world.ts'

/** Reports a run of restore tests, and tells people when something is wrong. Woken by `ReportRestoreTest` in state-machines/restore-test.asl.json, also after a failure. */
export const handler = door(reportTestsWorld, EndTestsEvent, async (world, event) => {
  const { runId, startedAt, ...end } = event
  const { state } = await endTests(world, { run: { runId, startedAt, account: world.account }, ...end })
  return { state }
})
