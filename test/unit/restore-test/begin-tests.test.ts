import { describe, expect, test } from '@jest/globals'
import { captureFunction } from '../../../shared/capture/capture-function.ts'
import { SettingInvalidError } from '../../../shared/errors.ts'
import type { PlanFile } from '../../../shared/plans/plan-file.ts'
import { testWishes } from '../../../shared/restore-test/test-wishes.ts'
import { testZone } from '../../../shared/restore-test/test-zone.ts'
import { HOME } from '../restore/restore-world.ts'
import { RUN, testWorld } from './test-world.ts'

const namesOf = ({ tests }: { tests: readonly { resource: { name: string } }[] }) =>
  tests.map(({ resource }) => resource.name)

describe('a run of restore tests', () => {
  test('plans a scratch function of a name of its own for each chosen function', async () => {
    const world = testWorld()
    const point = await world.protect('orders')
    const { tests, zones } = await world.begin()
    expect(tests).toEqual([
      expect.objectContaining({
        testId: '20260101T100000Z-00000001',
        point,
        target: expect.objectContaining({
          zone: HOME,
          name: 'holdfast-scratch-20260101T100000Z-00000001',
        }) as unknown,
        reason: 'never-tested',
      }),
    ])
    expect(zones).toEqual([HOME])
  })

  test('tests those again first whose test is the longest ago', async () => {
    const world = testWorld()
    for (const name of ['a', 'b', 'c']) await world.protect(name)
    const first = await world.begin({ sample: 2 })
    await testZone(world.ports, { run: RUN, zone: HOME })
    const second = await world.begin({ sample: 2, run: { ...RUN, runId: 'tests-2' } })
    expect([namesOf(first), namesOf(second)]).toEqual([
      ['a', 'b'],
      ['c', 'a'],
    ])
  })

  test('tests functions with the tag of production every time', async () => {
    const world = testWorld()
    await world.protect('a')
    await world.protect('shop', { tags: { stage: 'production' } })
    await world.protect('test-shop', { tags: { stage: 'test' } })
    const plan = await world.begin({ sample: 0, production: { tags: { stage: 'production' } } })
    expect(namesOf(plan)).toEqual(['shop'])
  })

  test('sends the payload of the file to a function that is chosen', async () => {
    const world = testWorld()
    for (const name of ['a', 'b']) await world.protect(name)
    const payloads = [
      { function: 'a', zone: 'us-east-1', payload: '{"elsewhere":1}' },
      { function: 'a', payload: '{"id":1}', expect: '"ok"' },
    ]
    const { tests } = await world.begin({ payloads })
    expect(tests.map(({ invocation }) => invocation)).toEqual([
      { payload: '{"id":1}', expect: '"ok"' },
      undefined,
    ])
  })

  test('for one plan takes its functions alone, and no run those that have no code to restore', async () => {
    const world = testWorld()
    const plans: PlanFile = {
      version: 1,
      schedules: { quick: 'rate(1 day)', deep: 'rate(7 days)', timeZone: 'UTC' },
      plans: {
        bare: { select: [{ names: ['bare'] }], capture: ['configuration'] },
        shop: { select: [{ names: ['shop*'] }], restoreTests: { schedule: 'rate(1 day)', sample: 5 } },
        rest: { select: [{ names: ['*'] }] },
      },
    }
    world.lambda.create('bare')
    await captureFunction(
      { ...world.ports, ...world.ports.openPlace(HOME), plans },
      { account: RUN.account, region: HOME, name: 'bare', cause: { type: 'run', runId: 'run-1' } },
    )
    for (const name of ['shop', 'shop-2', 'a']) await world.protect(name)
    const settings = { sample: 9 }
    const ofShop = await world.begin(testWishes(plans, settings, 'shop'))
    expect(namesOf(ofShop)).toEqual(['shop', 'shop-2'])
    const ofAll = await world.begin({ ...testWishes(plans, settings), run: { ...RUN, runId: 'tests-2' } })
    expect(namesOf(ofAll)).toEqual(['a', 'shop', 'shop-2'])
    expect(() => testWishes(plans, settings, 'rest')).toThrow(SettingInvalidError)
  })

  test('leaves out what was deleted', async () => {
    const world = testWorld()
    await world.protect('gone')
    world.lambda.functions.delete('gone')
    await world.capture('gone').catch(() => undefined)
    expect(namesOf(await world.begin())).toEqual([])
  })

  test('goes on with the plan that it made when it is begun again', async () => {
    const world = testWorld()
    await world.protect('a')
    const plan = await world.begin()
    await world.protect('b')
    expect(await world.begin()).toEqual(plan)
  })

  test('tests what was asked for and nothing else, in another region if that is asked for', async () => {
    const world = testWorld()
    for (const name of ['a', 'b']) await world.protect(name)
    const asked = [{ name: 'b', invocation: { payload: '{}' } }]
    const { tests, zones } = await world.begin({ asked, toRegion: 'us-east-1', everywhere: false })
    expect(tests).toEqual([expect.objectContaining({ reason: 'asked', invocation: { payload: '{}' } })])
    expect(tests[0]?.target.zone).toBe('us-east-1')
    expect(zones).toEqual(['us-east-1'])
  })

  test('refuses a function that the vault does not have', async () => {
    const world = testWorld()
    await world.protect('a')
    await expect(world.begin({ asked: [{ name: 'a', zone: 'us-east-1' }] })).rejects.toThrow(
      'The vault has no function a of us-east-1 that is there still.',
    )
  })
})
