import { describe, expect, test } from '@jest/globals'
import { carryOutRestore } from '../../../shared/restore/complete-restore.ts'
import { undoRestore } from '../../../shared/restore/undo-restore.ts'
import { Killed, killingAt, revive } from './crashing.ts'
import { stateOf } from './restore-world.ts'
import type { Woken } from './woken-function.ts'
import { loseWoken, wakingOf, wokenFunction } from './woken-function.ts'

async function begin(): Promise<Woken> {
  const woken = await wokenFunction()
  loseWoken(woken)
  const plan = await woken.world.plan([woken.point])
  expect(plan.problems).toEqual([])
  expect(plan.steps.filter(({ action }) => action === 'trigger')).toHaveLength(4)
  return woken
}

const held = ({ world, sources }: Woken) => ({ functions: stateOf(world), waking: wakingOf(sources) })

/** Tells the story once for each moment at which the process may die. @returns how many there are */
async function atEveryMoment(then: (woken: Woken, moment: number) => Promise<void>): Promise<number> {
  for (let moment = 1; ; moment += 1) {
    const woken = await begin()
    const { ports } = killingAt(woken.world, moment, [woken.sources])
    const died = await carryOutRestore(ports, 'restore-1').then(
      () => false,
      (error: unknown) => {
        if (error instanceof Killed) return true
        throw error
      },
    )
    revive(woken.world, [woken.sources])
    if (!died) return moment - 1
    await then(woken, moment)
  }
}

describe('a restore with triggers of a topic, a bucket and a rule', () => {
  test('that is killed after any write and resumed wakes the function as before, once', async () => {
    const straight = await begin()
    expect(await carryOutRestore(straight.world.ports, 'restore-1')).toMatchObject({ state: 'restored' })
    const moments = await atEveryMoment(async (woken, moment) => {
      const { state, failures } = await carryOutRestore(woken.world.ports, 'restore-1')
      expect({ moment, state, failures }).toEqual({ moment, state: 'restored', failures: [] })
      expect({ moment, ...held(woken) }).toEqual({ moment, ...held(straight) })
    })
    expect(moments).toBeGreaterThan(20)
  })

  test('that is killed after any write can be undone: no trigger is left, and none of others is lost', async () => {
    const before = held(await begin())
    await atEveryMoment(async (woken, moment) => {
      const { state, left } = await undoRestore(woken.world.ports, 'restore-1')
      expect({ moment, state, left, ...held(woken) }).toEqual({
        moment,
        state: 'undone',
        left: [],
        ...before,
      })
    })
  })

  test('that is killed, resumed and then undone leaves no trigger either', async () => {
    const before = held(await begin())
    await atEveryMoment(async (woken, moment) => {
      await carryOutRestore(woken.world.ports, 'restore-1')
      const { state, left } = await undoRestore(woken.world.ports, 'restore-1')
      expect({ moment, state, left, ...held(woken) }).toEqual({
        moment,
        state: 'undone',
        left: [],
        ...before,
      })
    })
  })
})
