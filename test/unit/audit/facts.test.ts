import { describe, expect, test } from '@jest/globals'
import { expectedStarts } from '../../../shared/audit/expected-starts.ts'
import { readResources } from '../../../shared/audit/facts/read-resources.ts'
import { readRoleUse } from '../../../shared/audit/facts/read-role-use.ts'
import { readRuns } from '../../../shared/audit/facts/read-runs.ts'
import { AccessDeniedError } from '../../../shared/errors.ts'
import type { RunEntry } from '../../../shared/model/run.ts'
import { recordStart } from '../../../shared/report/run-list.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import { NOW, USED, fixtureWorld, plansOf, put, putRun } from './audit-world.ts'

const HOUR = 3_600_000
const before = (hours: number) => new Date(Date.parse(NOW) - hours * HOUR).toISOString()
const LATER = { until: new Date(Date.parse(NOW) + HOUR) }

describe('the runs that an audit looks at', () => {
  const hourly = async (count: number) => {
    const store = createMemoryStore()
    for (let hour = 1; hour <= count; hour += 1) {
      const run = { runId: `quick-${hour}`, account: '123456789012', mode: 'quick', startedAt: before(hour) }
      await recordStart(store, run as RunEntry)
    }
    return store
  }

  test('go back to the newest deep one that ended well, however many quick ones came after it', async () => {
    const store = await hourly(700)
    await putRun(store, { runId: 'deep', startedAt: before(701), mode: 'deep' })
    await putRun(store, { runId: 'older', startedAt: before(702), mode: 'deep' })
    const runs = await readRuns({ store, clock: fakeClock(NOW) }, LATER)
    expect(runs).toMatchObject({ type: 'seen', value: { isWhole: true } })
    expect(runs.type === 'seen' && runs.value.runs.length).toBe(701)
  })

  test.each([{ plan: 'critical' }, { someZones: true as const }])(
    'are not hidden by those of %j',
    async (part) => {
      const store = createMemoryStore()
      await putRun(store, { runId: 'all', startedAt: before(500), mode: 'deep' })
      for (let hour = 1; hour <= 400; hour += 1)
        await recordStart(store, {
          runId: `plan-${hour}`,
          account: '123456789012',
          mode: 'quick',
          ...part,
          startedAt: before(hour),
        })
      const runs = await readRuns({ store, clock: fakeClock(NOW) }, LATER)
      expect(runs.type === 'seen' && runs.value.runs.map(({ runId }) => runId)).toEqual(['all'])
    },
  )

  test('are those that there was time for, and it is said that there are others', async () => {
    const store = await hourly(3)
    const runs = await readRuns({ store, clock: fakeClock(NOW) }, { until: new Date(NOW) })
    expect(runs).toMatchObject({ type: 'seen', value: { isWhole: false, runs: [] } })
  })
})

describe('the use of roles', () => {
  test('is read of several at once, and of one that is refused the error is kept', async () => {
    let [now, most] = [0, 0]
    const roles = {
      listRoles: async () => ['a', 'b', 'c', 'd', 'e', 'f'],
      readUse: async (role: string) => {
        now += 1
        most = Math.max(most, now)
        await Promise.resolve()
        now -= 1
        if (role === 'b') throw new AccessDeniedError('no')
        return { ...USED, role }
      },
    }
    const use = await readRoleUse({ roles, clock: fakeClock(NOW) }, LATER)
    if (use.type !== 'seen') throw new Error('unseen')
    expect(use.value.roles.map(({ role }) => role)).toEqual(['a', 'c', 'd', 'e', 'f'])
    expect(use.value.unread).toEqual([{ role: 'b', error: 'AccessDeniedError' }])
    expect([most > 1, most <= 4]).toEqual([true, true])
  })

  test('of roles that there is no time for is not asked', async () => {
    const clock = fakeClock(NOW)
    const roles = {
      listRoles: async () => ['a', 'b', 'c', 'd', 'e', 'f'],
      readUse: async (role: string) => {
        clock.advance(HOUR)
        return { ...USED, role }
      },
    }
    const use = await readRoleUse({ roles, clock }, { until: new Date(Date.parse(NOW) + HOUR) })
    if (use.type !== 'seen') throw new Error('unseen')
    expect(use.value.roles.length).toBeLessThan(5)
    expect(use.value.unread).toContainEqual({ role: 'f', error: 'no time was left' })
  })
})

describe('what should start', () => {
  const SCHEDULES = {
    quick: 'rate(1 hour)',
    deep: 'cron(0 3 ? * SUN *)',
    retention: 'cron(0 1 ? * * *)',
    restoreTests: undefined,
    copies: undefined,
    timeZone: 'Europe/Berlin',
  }
  const START = { expression: 'rate(1 hour)', timeZone: 'Europe/Berlin' }

  test('is what the deployment says, since an audit of it saw that first', async () => {
    const world = await fixtureWorld()
    world.schedules = SCHEDULES
    const first = await expectedStarts(world.ports())
    expect(first.quick).toEqual({ ...START, since: NOW })
    expect(first.restoreTests).toBeUndefined()
    world.clock.advance(HOUR)
    world.schedules = {
      ...SCHEDULES,
      deep: 'rate(7 days)',
      restoreTests: 'rate(1 day)',
      copies: 'rate(9 days)',
    }
    const then = await expectedStarts(world.ports())
    const later = new Date(Date.parse(NOW) + HOUR).toISOString()
    expect([then.quick?.since, then.deep?.since]).toEqual([NOW, later])
    expect([then.restoreTests?.since, then.copies?.since]).toEqual([later, later])
  })

  test('is by hand what the deployment said last', async () => {
    const world = await fixtureWorld()
    world.schedules = SCHEDULES
    await expectedStarts(world.ports())
    world.schedules = undefined
    expect((await expectedStarts(world.ports())).quick).toEqual({ ...START, since: NOW })
  })

  test('is without a deployment what the plan file says, and since when is not known', async () => {
    const world = await fixtureWorld()
    const starts = await expectedStarts(world.ports())
    const { quick } = plansOf().schedules
    expect(starts.quick).toEqual({ expression: quick, timeZone: 'UTC' })
    expect(starts.retention?.expression).toBe('cron(0 6 ? * * *)')
    expect(world.store.objects.has('audits/expected.json')).toBe(false)
  })

  test('is written anew where the record of it cannot be read: an audit goes on', async () => {
    const world = await fixtureWorld()
    await put(world.store, 'audits/expected.json', Buffer.from('{'))
    world.schedules = SCHEDULES
    expect((await expectedStarts(world.ports())).quick?.since).toBe(NOW)
    expect((await expectedStarts(world.ports())).quick?.since).toBe(NOW)
  })
})

describe('what was deleted', () => {
  test('is told with when retention expired its last point, and that point while it can be taken back', async () => {
    const world = await fixtureWorld()
    const [tombstone, held] = [...world.store.objects].find(
      ([key, { bytes }]) => key.startsWith('points/') && Buffer.from(bytes).includes('"type": "tombstone"'),
    )!
    const { previous } = JSON.parse(Buffer.from(held.bytes).toString()) as { previous: string }
    const aside = `expired/20260102T060000Z/${previous.slice('points/'.length)}`
    await put(world.store, aside, world.store.objects.get(previous)!.bytes)
    world.store.objects.delete(previous)
    const term = { plan: 'standard', deleted: { days: 30 } }
    const record = { format: 1, expired: [{ manifest: previous, reason: 'term', term }] }
    await put(world.store, 'expired/20260102T060000Z/record-00000.json', Buffer.from(JSON.stringify(record)))
    const expiry = async () => {
      const { deleted } = await readResources(world.ports(), LATER)
      return deleted.find(({ resource }) => tombstone.includes(`/${resource.name}/`))?.expired
    }
    expect(await expiry()).toMatchObject({
      at: '2026-01-02T06:00:00.000Z',
      term: { days: 30 },
      point: { key: previous },
    })
    world.store.objects.delete(aside)
    expect(await expiry()).toEqual({
      at: '2026-01-02T06:00:00.000Z',
      term: { days: 30 },
      point: undefined,
    })
  })
})
