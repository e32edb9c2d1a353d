import { TestZoneEvent } from '../shared/restore-test/requests.ts'
import { testZone } from '../shared/restore-test/test-zone.ts'
import { door } from '../shared/runtime/door.ts'
import { testWorld } from '../shared/runtime/restore-test-world.ts'

/** Milliseconds that are kept back of an invocation: for the step that was begun, for removing, and for the verdict. */
const KEPT_BACK = 180_000

/** Carries out the restore tests of one zone. Woken by `RunRestoreTest` in state-machines/restore-test.asl.json, until all have their verdict. */
export const handler = door(testWorld, TestZoneEvent, async (world, step, { deadline }) =>
  testZone(world, step, { until: new Date(deadline.getTime() - KEPT_BACK) }),
)
