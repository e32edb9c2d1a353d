import { describe, expect, test } from '@jest/globals'
import { captureFunction } from '../../../shared/capture/capture-function.ts'
import { listedFunction, planZone } from '../../../shared/capture/plan-zone.ts'
import { readChange } from '../../../shared/changes/read-change.ts'
import { testZone } from '../../../shared/restore-test/test-zone.ts'
import { ACCOUNT } from '../../fakes/fake-lambda.ts'
import { trailEvent } from '../../fixtures/trail-event.ts'
import { NAME, createRich } from '../restore/rich-function.ts'
import { HOME } from '../restore/restore-world.ts'
import { RUN, testWorld } from './test-world.ts'

describe('scratch functions never cause captures', () => {
  test('no call that a restore test makes is a change of a function', async () => {
    const world = testWorld()
    createRich(world)
    await world.capture(NAME)
    world.lambda.calls.length = 0
    const made = new Set<string>()
    world.lambda.onWrite = (operation) => void made.add(operation)
    await world.begin()
    expect(await testZone(world.ports, { run: RUN, zone: HOME })).toEqual({ done: true })
    expect(made.size).toBeGreaterThan(5)
    const functionName = 'holdfast-scratch-20260101T100000Z-00000001'
    const arn = `arn:aws:lambda:${HOME}:${ACCOUNT}:function:${functionName}`
    for (const eventName of made)
      for (const requestParameters of [{ functionName }, { functionName: arn }, { resource: arn }]) {
        const reading = readChange(trailEvent({ eventName, requestParameters }), {
          account: ACCOUNT,
          kinds: [],
        })
        expect([eventName, reading.type]).toEqual([eventName, 'ignored'])
      }
  })

  test('a run over their region plans nothing for them, and a capture of one writes nothing', async () => {
    const world = testWorld()
    await world.protect('a')
    const name = 'holdfast-scratch-20260101T100000Z-00000001'
    world.lambda.create(name)
    const listing = [...world.lambda.functions.values()].map((one) => listedFunction(one.configuration))
    const plan = planZone({ listing, inventory: undefined, living: [] }, 'deep')
    expect(plan.read.map((one) => one.name)).toEqual(['a'])
    const keys = [...world.store.objects.keys()]
    const cause = { type: 'run', runId: 'run-2' } as const
    const outcome = await captureFunction(
      { ...world.ports, ...world.ports.openPlace(HOME) },
      { account: ACCOUNT, region: HOME, name, cause },
    )
    expect(outcome.type).toBe('ignored')
    expect([...world.store.objects.keys()]).toEqual(keys)
  })
})
