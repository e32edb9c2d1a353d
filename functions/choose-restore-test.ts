import { beginTests } from '../shared/restore-test/begin-tests.ts'
import { ChooseEvent } from '../shared/restore-test/requests.ts'
import { door } from '../shared/runtime/door.ts'
import { chooseTestsWorld } from '../shared/runtime/restore-test-world.ts'

/** Chooses what is tested; what the execution was started with goes before the deployment's wishes. Woken by `ChooseRestoreTest` in state-machines/restore-test.asl.json. */
export const handler = door(chooseTestsWorld, ChooseEvent, async (world, event) => {
  const { runId, startedAt, executionArn, request } = event
  return beginTests(world, {
    ...world.wanted(request.plan),
    ...request,
    run: { runId, startedAt, account: world.account },
    startedBy: executionArn,
    everywhere: true,
  })
})
