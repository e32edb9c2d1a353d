import { describe, expect, test } from '@jest/globals'
import { NotFoundError, ServiceFaultError } from '../../../shared/errors.ts'
import type { TestReport } from '../../../shared/model/restore-test.ts'
import { playRestoreTest } from '../../fakes/play-restore-test.ts'
import { ACCOUNT } from '../../fakes/fake-lambda.ts'
import { SECRETS, createRich, NAME } from '../restore/rich-function.ts'
import { HOME } from '../restore/restore-world.ts'
import type { TestWorld } from './test-world.ts'
import { functionsIn, testWorld } from './test-world.ts'

/** The report of the run, wherever its date is. */
function reportOf({ store }: TestWorld): TestReport {
  const [, held] = [...store.objects].find(([key]) => key.endsWith('/tests-1/report.json')) ?? []
  return JSON.parse(Buffer.from(held?.bytes ?? []).toString()) as TestReport
}

async function worldOf(...names: readonly string[]): Promise<TestWorld> {
  const world = testWorld()
  for (const name of names) await world.protect(name)
  return world
}

describe('a scheduled run of restore tests', () => {
  test('that passes leaves nothing, counts, and troubles nobody', async () => {
    const world = await worldOf('a', 'b')
    await world.protect('far', { region: 'us-east-1' })
    const { status } = await playRestoreTest(world, {})
    expect(status).toBe('SUCCEEDED')
    expect(reportOf(world)).toMatchObject({ state: 'passed', zones: expect.any(Array) as unknown })
    expect(reportOf(world).tests.map(({ resource, state }) => [resource.name, state])).toEqual([
      ['a', 'passed'],
      ['b', 'passed'],
      ['far', 'passed'],
    ])
    expect(world.metrics.totals).toMatchObject({
      RestoreTestsPassed: 3,
      RestoreTestsFailed: 0,
      RestoreTestLeftovers: 0,
    })
    expect(world.alerts).toEqual([])
    expect([functionsIn(world), functionsIn(world, 'us-east-1')]).toEqual([['a', 'b'], ['far']])
  })

  test('has nothing to do in an empty vault', async () => {
    const world = testWorld()
    expect((await playRestoreTest(world, {})).status).toBe('SUCCEEDED')
    expect(reportOf(world).state).toBe('nothing')
    expect(world.alerts).toEqual([])
  })

  test('tests what it is started for, with a payload', async () => {
    const world = await worldOf('a', 'b')
    world.answers.next = async (payload) => ({ payload: Buffer.from(payload), isError: false })
    const functions = [{ name: 'b', payload: '{"a":1}', expect: '{ "a": 1 }' }]
    expect((await playRestoreTest(world, { functions })).status).toBe('SUCCEEDED')
    expect(world.invoked).toHaveLength(1)
    expect(reportOf(world).tests).toEqual([expect.objectContaining({ state: 'passed', reason: 'asked' })])
  })

  test('that fails tells people which functions and why, and nothing that is secret', async () => {
    const world = testWorld()
    createRich(world)
    await world.capture(NAME)
    world.around.roles.clear()
    const { status, entered } = await playRestoreTest(world, {})
    expect(status).toBe('FAILED')
    expect(entered.at(-1)).toBe('TestsFailed')
    expect(world.metrics.totals).toMatchObject({ RestoreTestsPassed: 0, RestoreTestsFailed: 1 })
    const [alert] = world.alerts
    expect(world.alerts).toHaveLength(1)
    expect(alert).toMatchObject({
      kind: 'restore-test-failed',
      key: `restore-test-failed:${ACCOUNT}/${HOME}/function/${NAME}`,
      state: 'begun',
      severity: 'critical',
    })
    expect(alert?.text).toContain('did not pass: refused')
    for (const secret of SECRETS) expect(alert?.text).not.toContain(secret)
  })

  test('removes always, also when the tests of a zone break off', async () => {
    const world = await worldOf('a', 'b')
    const { entered, status } = await playRestoreTest(
      world,
      {},
      {
        RunRestoreTest: async () => {
          world.lambda.create('holdfast-scratch-20260101T100000Z-00000001')
          throw new TypeError('a defect')
        },
      },
    )
    expect(status).toBe('FAILED')
    expect(entered).toContain('RemoveRestoreTest')
    expect(functionsIn(world)).toEqual(['a', 'b'])
    expect(reportOf(world).tests.map(({ state, error }) => [state, error])).toEqual([
      ['failed', 'TestUnended'],
      ['failed', 'TestUnended'],
    ])
    // One zone broke off: that says nothing of its functions.
    expect(world.alerts).toMatchObject([{ key: `restore-test-failed:run/${ACCOUNT}` }])
    expect(world.alerts[0]?.text).toContain(`Zones failed: ${HOME} (TypeError).`)
    expect(world.alerts[0]?.text).not.toContain('a defect')
  })

  test('tries a step again after a fault that passes', async () => {
    const world = await worldOf('a')
    let calls = 0
    const { status } = await playRestoreTest(
      world,
      {},
      {
        RunRestoreTest: async () => {
          calls += 1
          if (calls === 1) throw new ServiceFaultError('try again')
          return { done: calls > 2 }
        },
      },
    )
    expect(calls).toBe(3)
    // These calls tested nothing, so that there is no verdict.
    expect(status).toBe('FAILED')
    expect(reportOf(world).tests).toEqual([expect.objectContaining({ error: 'TestUnended' })])
  })

  test('is reported when a zone cannot be ended', async () => {
    const world = await worldOf('a')
    const { status } = await playRestoreTest(
      world,
      {},
      {
        RemoveRestoreTest: async () => {
          throw new TypeError('a defect')
        },
      },
    )
    expect(status).toBe('FAILED')
    expect(reportOf(world).zones).toEqual([
      expect.objectContaining({
        zone: HOME,
        failure: expect.objectContaining({ error: 'TypeError' }) as unknown,
      }),
    ])
  })

  test('is reported when nothing could be chosen', async () => {
    const world = await worldOf('a')
    const { status } = await playRestoreTest(
      world,
      {},
      {
        ChooseRestoreTest: async () => {
          throw new NotFoundError('no such function')
        },
      },
    )
    expect(status).toBe('FAILED')
    expect(world.alerts[0]?.text).toContain('The run of restore tests failed: NotFoundError.')
  })
})
