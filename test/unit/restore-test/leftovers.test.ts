import { describe, expect, test } from '@jest/globals'
import { AccessDeniedError } from '../../../shared/errors.ts'
import { endTestZone, testZone } from '../../../shared/restore-test/test-zone.ts'
import { HOME } from '../restore/restore-world.ts'
import { RUN, functionsIn, testWorld } from './test-world.ts'

const STEP = { run: RUN, zone: HOME }

describe('what an earlier test left', () => {
  /** A scratch function that was touched the given time ago. */
  async function withScratch(name: string, minutesAgo: number) {
    const world = testWorld()
    await world.protect('orders')
    await world.begin({ sample: 0 })
    const touched = new Date(world.clock.now().getTime() - minutesAgo * 60_000)
    const LastModified = touched.toISOString().replace('Z', '+0000')
    const scratch = world.lambda.create(name)
    scratch.configuration = { ...scratch.configuration, LastModified }
    return world
  }
  const SCRATCH = 'holdfast-scratch-20251231T000000Z-0a1b2c3d'

  test('is removed when nobody touched it for two hours', async () => {
    const world = await withScratch(SCRATCH, 121)
    world.store.objects.set('inventories/123456789012/eu-west-1.json', {
      bytes: Buffer.from('{}'),
      version: 'w',
      modifiedAt: new Date(0),
    })
    const plan = await world.begin({ run: { ...RUN, runId: 'tests-2' }, sample: 0 })
    expect(plan.zones).toEqual([HOME])
    const end = await endTestZone(world.ports, { run: { ...RUN, runId: 'tests-2' }, zone: HOME })
    expect(end).toEqual({ zone: HOME, removed: [SCRATCH], left: [] })
    expect(functionsIn(world)).toEqual(['orders'])
    expect(world.deletedGroups).toEqual([`${HOME}/aws/lambda/${SCRATCH}`])
  })

  test('stays while a running test may own it', async () => {
    const world = await withScratch(SCRATCH, 119)
    expect(await endTestZone(world.ports, STEP)).toMatchObject({ removed: [], left: [] })
    expect(functionsIn(world)).toContain(SCRATCH)
  })

  test('is removed at once when its test has a verdict', async () => {
    const world = testWorld()
    await world.protect('orders')
    await world.begin()
    await testZone(world.ports, STEP)
    const name = 'holdfast-scratch-20260101T100000Z-00000001'
    const touched = world.lambda.create(name)
    touched.configuration = { ...touched.configuration, LastModified: '2026-01-01T10:00:00.000+0000' }
    expect(await endTestZone(world.ports, STEP)).toMatchObject({ removed: [name] })
  })

  test('is told of and left alone when no test gives such a name', async () => {
    const world = await withScratch('holdfast-scratch-of-ada', 1000)
    expect(await endTestZone(world.ports, STEP)).toMatchObject({
      removed: [],
      left: [`function holdfast-scratch-of-ada in ${HOME}: no restore test gives such a name`],
    })
    expect(functionsIn(world)).toContain('holdfast-scratch-of-ada')
  })

  test('does not keep a zone that cannot be listed from its end', async () => {
    const world = await withScratch(SCRATCH, 121)
    world.lambda.before = ({ operation }) =>
      operation === 'ListFunctions' ? new AccessDeniedError('not allowed to list') : undefined
    const end = await endTestZone(world.ports, STEP)
    expect(end.left).toEqual([`the functions of ${HOME} could not be listed: not allowed to list`])
  })
})
