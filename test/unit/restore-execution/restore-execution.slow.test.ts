import { beforeEach, describe, expect, test } from '@jest/globals'
import { AccessDeniedError, ServiceFaultError, ThrottledError } from '../../../shared/errors.ts'
import { beginRestore } from '../../../shared/restore-execution/begin-restore.ts'
import { PlanEvent } from '../../../shared/restore-execution/requests.ts'
import { restoreIdOf } from '../../../shared/restore-execution/restore-id.ts'
import { EXECUTION, TOKEN, playRestore } from '../../fakes/play-restore.ts'
import type { RestorePlay } from '../../fakes/play-restore.ts'
import type { RestoreWorld } from '../restore/restore-world.ts'
import { restoreWorld } from '../restore/restore-world.ts'
import { NAME, SECRETS, createRich, loseEverything } from '../restore/rich-function.ts'

/** The id that the execution's restore gets, whenever it is asked for. */
const ID = /restore-\d{8}T\d{6}Z-[0-9a-f]{8}/

let world: RestoreWorld
let point: string
beforeEach(async () => {
  world = restoreWorld()
  createRich(world)
  point = await world.capture(NAME)
})

const keys = () => [...world.store.objects.keys()].filter((key) => key.startsWith('restores/'))

/** Deletes the function; its role stays, for an execution creates none. */
function lose(): void {
  const { roles, inline, attached, policies } = world.around
  const kept = [new Map(roles), new Map(inline), new Map(attached), new Map(policies)]
  loseEverything(world)
  const restored: Map<unknown, unknown>[] = [roles, inline, attached, policies]
  restored.forEach((map, index) => kept[index]?.forEach((value, key) => map.set(key, value)))
}

const play = (more: RestorePlay = {}, input: object = {}) =>
  playRestore(world.ports, { points: [point], ...input }, more)

describe('an execution', () => {
  test('brings a function back, verifies it, makes it live, and tells people how to take it back', async () => {
    lose()
    const { status, entered, alerts } = await play()
    expect(alerts.map(({ kind }) => kind)).toEqual(['restore-begun', 'restore-ended'])
    const [, ended] = alerts
    expect(status).toBe('SUCCEEDED')
    expect(entered.at(-1)).toBe('Restored')
    expect(ended).toMatchObject({
      kind: 'restore-ended',
      severity: 'info',
      attributes: { restore: 'restored' },
    })
    expect(ended?.text).toMatch(/--undo restore-\S+ --vault memory:/)
    expect(world.lambda.functions.has(NAME)).toBe(true)
  })

  test('that something stands in the way of changes nothing, and says what', async () => {
    const { status, entered, alerts } = await play()
    expect(status).toBe('FAILED')
    expect(entered).not.toContain('ApplyRestore')
    expect(alerts[0]?.text).toContain('In the way: There is a function orders')
    expect(alerts[0]).toMatchObject({ severity: 'critical', attributes: { restore: 'failed' } })
    expect(keys()).toEqual([expect.stringMatching(/plan\.json$/), expect.stringMatching(/ended\.json$/)])
  })

  test('goes over time-outs: what was paused goes on until it is done', async () => {
    lose()
    let asked = 0
    // Each invocation has time for one look at the clock, and its step.
    const until = () => new Date(world.clock.now().getTime() + (asked++ % 2 === 0 ? 0 : 60_000))
    const { status, entered } = await play({ until })
    expect(status).toBe('SUCCEEDED')
    expect(entered.filter((state) => state === 'ApplyRestore').length).toBeGreaterThan(1)
  })

  test('tries again what may pass', async () => {
    lose()
    let faults = 0
    world.lambda.onWrite = (operation, when) => {
      if (operation === 'PublishVersion' && when === 'before' && faults++ < 2)
        throw new ThrottledError('slow')
    }
    expect((await play()).status).toBe('SUCCEEDED')
    expect(faults).toBeGreaterThan(2)
  })

  test('that a permission stops says which step, and how to go on', async () => {
    lose()
    world.lambda.onWrite = (operation, when) => {
      if (operation === 'PutAlias' && when === 'before')
        throw new AccessDeniedError('CreateAlias: secret words of AWS')
    }
    const { status, alerts } = await play()
    expect(status).toBe('FAILED')
    expect(alerts.at(-1)?.text).toMatch(/Failed: Create the alias live.*: AccessDeniedError/)
    expect(alerts.at(-1)?.text).toMatch(/--resume restore-/)
    expect(alerts.at(-1)?.text).not.toContain('secret words')
  })

  test('that cannot even be planned is told of all the same', async () => {
    const { status, alerts } = await play({}, { points: ['points/nowhere'] })
    expect(status).toBe('FAILED')
    expect(alerts[0]?.text).toContain('Stopped by NotFoundError.')
  })

  test.each([
    ['withRole', true],
    ['principal', 'me'],
    ['points', []],
  ])('is not started with %s = %j', async (name, value) => {
    lose()
    const { status, alerts } = await play({}, { [name]: value })
    expect(status).toBe('FAILED')
    expect(alerts).toHaveLength(1)
    expect(keys()).toEqual([])
  })

  test('plans once, however often the step is tried', async () => {
    lose()
    let calls = 0
    const PlanRestore = async (event: unknown) => {
      const answer = await beginRestore(world.ports, PlanEvent.parse(event))
      calls += 1
      if (calls === 1) throw new ServiceFaultError('the answer was lost')
      return { ...answer, approval: false }
    }
    expect((await play({ overrides: { PlanRestore } })).status).toBe('SUCCEEDED')
    expect(calls).toBe(2)
  })

  test('carries keys and states only: no environment value, whatever it restores', async () => {
    lose()
    const { payloads, alerts } = await play({ approval: async () => ({}) })
    const text = JSON.stringify([payloads, alerts])
    for (const secret of SECRETS) expect(text).not.toContain(secret)
    expect(Math.max(...payloads.map((one) => one.text.length))).toBeLessThan(2000)
  })
})

describe('a person who must agree', () => {
  test('is told what would be done and with which commands, and never the token', async () => {
    lose()
    const { status, alerts } = await play({ approval: async () => ({}) })
    expect(status).toBe('SUCCEEDED')
    const [asked] = alerts
    expect(asked).toMatchObject({ kind: 'restore-waiting', severity: 'warning' })
    expect(asked?.text).toMatch(/eu-west-1\/orders \(created from the point of /)
    expect(asked?.text).toMatch(/aws stepfunctions send-task-success --region eu-west-1 .*approval-token/)
    expect(asked?.text).toContain('send-task-failure')
    expect(JSON.stringify(alerts)).not.toContain(TOKEN)
  })

  test('finds the token in the vault, and there alone', async () => {
    lose()
    await play({ approval: async () => ({}) })
    const holding = [...world.store.objects].filter(([, { bytes }]) => Buffer.from(bytes).includes(TOKEN))
    expect(holding.map(([key]) => key.replace(ID, 'ID'))).toEqual(['restores/ID/approval-token'])
  })

  test('is waited for before anything is changed', async () => {
    lose()
    let functions: number | undefined
    await play({ approval: async () => (functions = world.lambda.functions.size) })
    expect(functions).toBe(0)
  })

  test('who turns it down, or does not answer, leaves everything as it was', async () => {
    lose()
    const { status, entered, alerts } = await play({
      approval: () => Promise.reject(Object.assign(new Error('no'), { name: 'TurnedDown' })),
    })
    expect({ status, functions: world.lambda.functions.size }).toEqual({ status: 'FAILED', functions: 0 })
    expect(entered).not.toContain('ApplyRestore')
    expect(alerts.at(-1)?.text).toContain('Stopped by TurnedDown.')
  })
})

describe('the id of a restore', () => {
  test('is another when the name of an execution is used again', async () => {
    const [one, other] = ['2026-11-21T10:15:00Z', '2027-03-01T00:00:00Z'].map((startedAt) =>
      restoreIdOf({ execution: EXECUTION, startedAt }),
    )
    expect(one).toMatch(ID)
    expect(other).not.toBe(one)
  })
})
