import { describe, expect, test } from '@jest/globals'
import { AccessDeniedError } from '../../../shared/errors.ts'
import { carryOutRestore } from '../../../shared/restore/complete-restore.ts'
import { undoRestore } from '../../../shared/restore/undo-restore.ts'
import { TESTED_PARTS } from '../../../shared/restore-test/plan-scratch.ts'
import { ACCOUNT } from '../../fakes/fake-lambda.ts'
import type { RestoreWorld } from './restore-world.ts'
import { HOME, WITH_TEST_EVENTS, restoreWorld } from './restore-world.ts'
import { NAME, createRich, loseEverything } from './rich-function.ts'

const OLD = '{"components":{"examples":{"refund":{"value":{"customer":"Ada Lovelace"}}}}}'
const NEW = '{"components":{"examples":{"refund":{"value":{"customer":"Grace Hopper"}}}}}'

/** A function with a point that has its test events. */
async function captured() {
  const world = restoreWorld()
  createRich(world)
  await world.around.putTestEvents(NAME, { type: 'OpenApi3', content: OLD })
  return { world, point: await world.capture(NAME, HOME, WITH_TEST_EVENTS) }
}

/** The test events of a function by now; their newest version. */
function eventsOf({ around }: RestoreWorld, name = NAME): string | undefined {
  return around.testEvents.get(name)?.at(-1)?.content
}

const stepOf = async (world: RestoreWorld, point: string, more: object = {}) =>
  (await world.plan([point], { withRole: true, ...more })).steps.filter(
    ({ action }) => action === 'put-test-events',
  )

describe('Test events of a point', () => {
  test('come back with a function that was deleted with them, and are verified', async () => {
    const { world, point } = await captured()
    loseEverything(world)
    world.around.testEvents.clear()
    expect(await stepOf(world, point)).toMatchObject([
      {
        resource: `arn:aws:schemas:${HOME}:${ACCOUNT}:schema/lambda-testevent-schemas/_${NAME}-schema`,
        risk: 'none',
      },
    ])
    expect(await carryOutRestore(world.ports, 'restore-1')).toMatchObject({ state: 'restored' })
    expect(eventsOf(world)).toBe(OLD)
  })

  test('are in nothing that the restore writes into the vault, or into its log', async () => {
    const { world, point } = await captured()
    loseEverything(world)
    world.around.testEvents.clear()
    await world.plan([point], { withRole: true })
    await carryOutRestore(world.ports, 'restore-1')
    const others = [...world.store.objects].filter(([key]) => !key.startsWith('blobs/'))
    const said = others.map(([, { bytes }]) => Buffer.from(bytes).toString()).join('')
    expect(said + JSON.stringify(world.ports.log)).not.toMatch(/Lovelace/)
  })

  test('go with the function to another name', async () => {
    const { world, point } = await captured()
    await world.plan([point], { target: { name: 'orders-copy' } })
    expect(await carryOutRestore(world.ports, 'restore-1')).toMatchObject({ state: 'restored' })
    expect([eventsOf(world, 'orders-copy'), eventsOf(world)]).toEqual([OLD, OLD])
  })

  test('give way to those that a deleted function left behind, and the plan says so', async () => {
    const { world, point } = await captured()
    loseEverything(world)
    await world.around.putTestEvents(NAME, { type: 'OpenApi3', content: NEW })
    const plan = await world.plan([point], { withRole: true })
    expect(plan.steps.map(({ action }) => action)).not.toContain('put-test-events')
    expect(plan.remarks).toContainEqual({ item: 0, what: expect.stringMatching(/stay as they are/) })
  })

  test('take the place of others when the function is rolled back, and undoing brings those back', async () => {
    const { world, point } = await captured()
    await world.around.putTestEvents(NAME, { type: 'OpenApi3', content: NEW })
    expect(await stepOf(world, point, { onConflict: 'update' })).toMatchObject([{ risk: 'low' }])
    expect(await carryOutRestore(world.ports, 'restore-1')).toMatchObject({ state: 'restored' })
    expect(eventsOf(world)).toBe(OLD)
    expect(await undoRestore(world.ports, 'restore-1')).toMatchObject({ state: 'undone', left: [] })
    expect(eventsOf(world)).toBe(NEW)
  })

  test('stay when what they replaced is gone, and undoing says so', async () => {
    const { world, point } = await captured()
    await world.around.putTestEvents(NAME, { type: 'OpenApi3', content: NEW })
    await world.plan([point], { onConflict: 'update' })
    await carryOutRestore(world.ports, 'restore-1')
    world.around.testEvents.set(NAME, world.around.testEvents.get(NAME)?.slice(-1) ?? [])
    const { left } = await undoRestore(world.ports, 'restore-1')
    expect(left).toEqual([expect.stringMatching(/version 2 of them, which was there before, is gone/)])
  })

  test('that somebody changed since stay when the restore is undone', async () => {
    const { world, point } = await captured()
    await world.around.putTestEvents(NAME, { type: 'OpenApi3', content: NEW })
    await world.plan([point], { onConflict: 'update' })
    await carryOutRestore(world.ports, 'restore-1')
    await world.around.putTestEvents(NAME, { type: 'OpenApi3', content: '{}' })
    await undoRestore(world.ports, 'restore-1')
    expect(eventsOf(world)).toBe('{}')
  })

  test('can be put back by themselves, and be left out', async () => {
    const { world, point } = await captured()
    world.around.testEvents.clear()
    const { steps } = await world.plan([point], { onConflict: 'update', parts: ['test-events'] })
    expect(steps.map(({ action }) => action)).toEqual(['take-safety-point', 'put-test-events'])
    const others = { restoreId: 'restore-2', onConflict: 'update', parts: ['code'] }
    expect(await stepOf(world, point, others)).toEqual([])
  })

  test('that are there as they were need no step', async () => {
    const { world, point } = await captured()
    expect(await stepOf(world, point, { onConflict: 'update' })).toEqual([])
  })

  test('that nobody may look at do not keep a function from coming back', async () => {
    const { world, point } = await captured()
    loseEverything(world)
    world.around.before = ({ operation }) =>
      operation === 'DescribeSchema' ? new AccessDeniedError('not allowed') : undefined
    const plan = await world.plan([point], { withRole: true })
    expect(plan.problems).toEqual([])
    expect(plan.cannotComeBack).toContainEqual(
      expect.objectContaining({ part: 'testEvents', what: expect.stringMatching(/schemas:DescribeSchema/) }),
    )
    expect(await carryOutRestore(world.ports, 'restore-1')).toMatchObject({ state: 'restored' })
  })

  test('are not verified where they are not what the point has: the restore is not called done', async () => {
    const { world, point } = await captured()
    loseEverything(world)
    world.around.testEvents.clear()
    await world.plan([point], { withRole: true })
    world.around.putTestEvents = async () => {}
    expect(await carryOutRestore(world.ports, 'restore-1')).not.toMatchObject({ state: 'restored' })
  })

  test('are no part of what restore tests put back', () => {
    expect(TESTED_PARTS).not.toContain('test-events')
  })
})
