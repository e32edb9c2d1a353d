import { describe, expect, test } from '@jest/globals'
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
    const plan = await world.begin({ sample: 0, productionTag: { key: 'stage', value: 'production' } })
    expect(namesOf(plan)).toEqual(['shop'])
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
