import { describe, expect, test } from '@jest/globals'
import { endTestZone, testZone } from '../../../shared/restore-test/test-zone.ts'
import { NAME, createRich } from '../restore/rich-function.ts'
import { HOME, stateOf } from '../restore/restore-world.ts'
import type { TestPorts } from '../../../shared/restore-test/test-ports.ts'
import type { TestWorld } from './test-world.ts'
import { RUN, stored, testWorld } from './test-world.ts'

const STEP = { run: RUN, zone: HOME }

/** The process is gone: what follows is done by nobody. */
class Killed extends Error {}

/** Lets the process end at the given write, to AWS or to the vault, and do nothing any more. */
function killedAt(world: TestWorld, moment: number): { ports: TestPorts; writes: () => number } {
  let count = 0
  const pass = () => {
    count += 1
    if (count >= moment) throw new Killed(`at ${count}`)
  }
  world.lambda.onWrite = (_operation, mark) => {
    if (mark === 'after' || count >= moment) pass()
  }
  const write: TestPorts['store']['write'] = async (...args) => {
    if (count >= moment) pass()
    const answer = await world.store.write(...args)
    pass()
    return answer
  }
  return { ports: { ...world.ports, store: { ...world.store, write } }, writes: () => count }
}

function revive(world: TestWorld): void {
  world.lambda.onWrite = () => {}
}

/** A world in which the test of a rich function, whose layer is gone, was killed at a write. */
async function killedWorld(moment: number) {
  const world = testWorld()
  createRich(world)
  await world.capture(NAME)
  world.lambda.layers.clear()
  const before = stateOf(world)
  await world.begin()
  const { ports, writes } = killedAt(world, moment)
  await testZone(ports, STEP).catch((error: unknown) => expect(error).toBeInstanceOf(Killed))
  revive(world)
  return { world, before, writes: writes() }
}

describe('a restore test that is killed at any of its writes', () => {
  test('leaves nothing once its zone is ended, and has a verdict', async () => {
    const { writes } = await killedWorld(Number.MAX_SAFE_INTEGER)
    expect(writes).toBeGreaterThan(30)
    for (let moment = 1; moment <= writes; moment += 1) {
      const { world, before } = await killedWorld(moment)
      const end = await endTestZone(world.ports, STEP)
      expect({ moment, left: end.left, state: stateOf(world) }).toEqual({ moment, left: [], state: before })
      const verdict = stored(world, 'tests/2026-01-01/20260101T100000Z-00000001.json') as { state: string }
      expect(['passed', 'failed']).toContain(verdict.state)
    }
  })

  test('goes on when the same step is tried again, and passes', async () => {
    for (const moment of [3, 8, 14, 20, 26, 32]) {
      const { world, before } = await killedWorld(moment)
      expect(await testZone(world.ports, STEP)).toEqual({ done: true })
      const verdict = stored(world, 'tests/2026-01-01/20260101T100000Z-00000001.json')
      expect(verdict).toMatchObject({ state: 'passed', left: [] })
      expect(stateOf(world)).toEqual(before)
    }
  })
})
