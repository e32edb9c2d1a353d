import { describe, expect, test } from '@jest/globals'
import { captureFunction } from '../../../shared/capture/capture-function.ts'
import type { Plan, PlanFile } from '../../../shared/plans/plan-file.ts'
import { completeRestore } from '../../../shared/restore/complete-restore.ts'
import { applyRestore } from '../../../shared/restore/apply-restore.ts'
import { ACCOUNT } from '../../fakes/fake-lambda.ts'
import { HOME, restoreWorld } from './restore-world.ts'
import { NAME, createRich, loseEverything } from './rich-function.ts'

const SCHEDULES = { quick: 'rate(1 day)', deep: 'rate(7 days)', timeZone: 'UTC' }

/** A function whose newest point was captured under such a plan. */
async function capturedWith(capture: Plan['capture']) {
  const world = restoreWorld()
  createRich(world)
  const plans: PlanFile = { version: 1, default: 'lean', schedules: SCHEDULES, plans: { lean: { capture } } }
  const outcome = await captureFunction(
    { ...world.ports, ...world.ports.openPlace(HOME), plans },
    { account: ACCOUNT, region: HOME, name: NAME, cause: { type: 'run', runId: 'run-1' } },
  )
  if (outcome.type !== 'captured') throw new Error(outcome.type)
  return { world, point: outcome.manifest }
}

describe('A point whose plan leaves parts out', () => {
  test('is refused by a restore when it has no code, with the reason', async () => {
    const { world, point } = await capturedWith(['configuration'])
    loseEverything(world)
    const { problems } = await world.plan([point])
    expect(problems).toMatchObject([
      { kind: 'unreadable', what: expect.stringMatching(/Its backup plan leaves it out/) },
    ])
  })

  test('comes back without its triggers, and the plan of the restore says so', async () => {
    const { world, point } = await capturedWith(['configuration', 'code'])
    loseEverything(world)
    const plan = await world.plan([point], { withRole: true })
    expect([plan.problems, plan.cannotComeBack]).toEqual([
      [],
      expect.arrayContaining([
        expect.objectContaining({ part: 'triggers', what: expect.stringMatching(/plan leaves it out/) }),
      ]),
    ])
    await applyRestore(world.ports, 'restore-1', { phase: 'create' })
    expect(await completeRestore(world.ports, 'restore-1')).toMatchObject({ state: 'restored' })
  })

  test('takes no trigger away from a function that is rolled back to it', async () => {
    const { world, point } = await capturedWith(['configuration', 'code'])
    const before = structuredClone(world.lambda.mappings)
    world.lambda.update(NAME, { MemorySize: 1024 })
    const plan = await world.plan([point], { onConflict: 'update' })
    expect(plan.problems).toEqual([])
    await applyRestore(world.ports, 'restore-1', { phase: 'create' })
    await completeRestore(world.ports, 'restore-1')
    expect(world.lambda.mappings).toEqual(before)
  })
})
