import { EndTestZoneEvent } from '../shared/restore-test/requests.ts'
import { endTestZone } from '../shared/restore-test/test-zone.ts'
import { door } from '../shared/runtime/door.ts'
import { testWorld } from '../shared/runtime/restore-test-world.ts'

/** Ends the restore tests of one zone, and removes whatever any test left there. Woken by `RemoveRestoreTest` in state-machines/restore-test.asl.json, also after a failure. */
export const handler = door(testWorld, EndTestZoneEvent, async (world, { failure, ...step }) => {
  const { zone, removed, left } = await endTestZone(world, step, failure)
  return { zone, removed: removed.length, left: left.length }
})
