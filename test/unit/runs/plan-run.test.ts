import { beforeEach, describe, expect, test } from '@jest/globals'
import {
  RunBusyError,
  RunOverdueError,
  RunOverlapError,
  SettingInvalidError,
} from '../../../shared/errors.ts'
import type { RunMode } from '../../../shared/model/run.ts'
import type { PlanFile } from '../../../shared/plans/plan-file.ts'
import { listRuns } from '../../../shared/report/run-list.ts'
import { covers } from '../../../shared/runs/covers.ts'
import { LOCK_TTL } from '../../../shared/runs/hold-lock.ts'
import { acquireRunLock } from '../../../shared/runs/lock.ts'
import { runFleet } from '../../../shared/runs/run-fleet.ts'
import type { FakeFleet } from '../../fakes/fleet.ts'
import { FLEET_ACCOUNT, fakeFleet } from '../../fakes/fleet.ts'

const ZONE = 'eu-west-1'
const SCHEDULES = { quick: 'rate(1 day)', deep: 'rate(7 days)', timeZone: 'UTC' }
const PLANS: PlanFile = {
  version: 1,
  default: 'standard',
  schedules: SCHEDULES,
  plans: { payments: { select: [{ names: ['pay-*'] }] }, standard: {} },
}

let fleet: FakeFleet
let runs = 0

beforeEach(() => {
  fleet = fakeFleet({ [ZONE]: ['pay-in', 'pay-out', 'other', 'free'], edge: [] })
  for (const [name, one] of fleet.functions.get(ZONE) ?? [])
    one.plan = { 'pay-in': 'payments', 'pay-out': 'payments', free: null }[name] ?? 'standard'
})

function run(mode: RunMode, plan?: string, plans = PLANS) {
  runs += 1
  fleet.clock.advance(60_000)
  fleet.captured.length = 0
  const startedAt = fleet.clock.now().toISOString()
  const request = { account: FLEET_ACCOUNT, runId: `run-${runs}`, startedAt, mode, plan }
  return runFleet({ ...fleet.ports, plans, regions: fleet.regions }, request)
}

function change(...names: string[]): void {
  for (const name of names) {
    const one = fleet.functions.get(ZONE)?.get(name)
    if (one !== undefined) one.state += '+'
  }
}

async function lines() {
  return (await fleet.ports.vault.readInventory(FLEET_ACCOUNT, ZONE))?.inventory
}

describe('A run for one plan', () => {
  test('looks at what the plan is for, and leaves to other runs what changed elsewhere', async () => {
    await run('quick')
    change('pay-in', 'other', 'free')
    const ended = await run('quick', 'payments')
    expect(fleet.captured).toEqual([`${ZONE}/pay-in`])
    expect(ended).toMatchObject({
      report: { plan: 'payments', state: 'succeeded', totals: { found: 2, captured: 1, unchanged: 1 } },
    })
    await run('quick')
    expect(fleet.captured.toSorted()).toEqual([`${ZONE}/free`, `${ZONE}/other`])
  })

  test('reads every part of what the plan is for when it is deep, and of nothing else', async () => {
    await run('quick')
    await run('deep', 'payments')
    expect(fleet.captured.toSorted()).toEqual([`${ZONE}/pay-in`, `${ZONE}/pay-out`])
  })

  test('looks at new functions too, for they may be its own', async () => {
    await run('quick')
    fleet.functions.get(ZONE)?.set('new', { state: '1', plan: 'standard' })
    await run('quick', 'payments')
    expect(fleet.captured).toEqual([`${ZONE}/new`])
  })

  test('takes no plan for granted that was chosen by other rules', async () => {
    await run('quick')
    change('other')
    const { payments = {}, ...rest } = PLANS.plans
    const widened = { ...PLANS, plans: { payments: { ...payments, except: [{ names: ['x'] }] }, ...rest } }
    await run('quick', 'payments', widened)
    expect(fleet.captured).toEqual([`${ZONE}/other`])
  })

  test('leaves a deleted function of another plan to other runs', async () => {
    await run('quick')
    fleet.functions.get(ZONE)?.delete('other')
    await run('quick', 'payments')
    expect([fleet.captured, Object.keys((await lines())?.functions ?? {})]).toEqual([
      [],
      expect.arrayContaining(['other']),
    ])
    await run('quick')
    expect(fleet.captured).toEqual([`${ZONE}/other`])
  })

  test('does not say of what it left that it was as the vault has it', async () => {
    await run('quick')
    const before = (await lines())?.listedAt
    change('other')
    await run('quick', 'payments')
    await run('quick', 'payments')
    const after = await lines()
    expect(after?.functions['other']?.sameUntil).toBe(before)
    expect(after?.functions['free']).not.toHaveProperty('sameUntil')
    await run('quick')
    expect((await lines())?.functions['other']).not.toHaveProperty('sameUntil')
  })

  test('is refused when there is no such plan, and people are told', async () => {
    await expect(run('quick', 'payment')).rejects.toThrow(SettingInvalidError)
    expect(fleet.alerts).toHaveLength(1)
  })

  test('stands in the list of runs under its plan', async () => {
    await run('quick', 'payments')
    expect((await listRuns(fleet.store, 1)).runs).toMatchObject([{ mode: 'quick', plan: 'payments' }])
  })
})

describe('A run that finds another one going on', () => {
  test.each([
    ['is not needed', { mode: 'deep' }, 'payments', RunOverlapError],
    ['is not needed', { mode: 'quick', plan: 'payments' }, 'payments', RunOverlapError],
    ['waits', { mode: 'quick', plan: 'standard' }, 'payments', RunBusyError],
    ['waits', { mode: 'quick', plan: 'payments' }, undefined, RunBusyError],
    ['waits', { mode: 'quick', zones: ['us-east-1'] }, 'payments', RunBusyError],
    ['waits', undefined, 'payments', RunBusyError],
  ] as const)('%s beside %j for plan %s', async (_end, scope, plan, error) => {
    await acquireRunLock(
      fleet,
      { account: FLEET_ACCOUNT, runId: 'other', ...(scope && { scope: scope as never }) },
      LOCK_TTL,
    )
    await expect(run('quick', plan)).rejects.toThrow(error)
    expect([fleet.captured, fleet.alerts]).toEqual([[], []])
  })

  test.each([
    ['has waited for a day', 24, RunBusyError, 0],
    ['has waited for longer', 25, RunOverdueError, 1],
  ])('is told to people as soon as it %s', async (_since, hours, error, told) => {
    const request = {
      account: FLEET_ACCOUNT,
      runId: 'late',
      startedAt: fleet.clock.now().toISOString(),
      mode: 'quick' as const,
      plan: 'standard',
    }
    fleet.clock.advance(hours * 3_600_000)
    const scope = { mode: 'quick', plan: 'payments' } as const
    await acquireRunLock(fleet, { account: FLEET_ACCOUNT, runId: 'other', scope }, LOCK_TTL)
    const late = runFleet({ ...fleet.ports, plans: PLANS, regions: fleet.regions }, request)
    await expect(late).rejects.toThrow(error)
    expect(fleet.alerts).toHaveLength(told)
  })

  test('waits on when it had begun before, however long ago', async () => {
    await run('quick', 'standard')
    fleet.clock.advance(48 * 3_600_000)
    const scope = { mode: 'quick', plan: 'payments' } as const
    await acquireRunLock(fleet, { account: FLEET_ACCOUNT, runId: 'other', scope }, LOCK_TTL)
    const [first] = (await listRuns(fleet.store, 1)).runs
    if (first === undefined) throw new Error('The run is not in the list.')
    const { runId, startedAt } = first
    const request = { account: FLEET_ACCOUNT, runId, startedAt, mode: 'quick' as const, plan: 'standard' }
    const again = runFleet({ ...fleet.ports, plans: PLANS, regions: fleet.regions }, request)
    await expect(again).rejects.toThrow(RunBusyError)
  })

  test('is done by a run over the same zones, in whatever order they were named', () => {
    const zones = ['a', 'b']
    expect(covers({ mode: 'quick', zones, exclude: [] }, { mode: 'quick', zones: ['b', 'a'] })).toBe(true)
    expect(covers({ mode: 'quick' }, { mode: 'deep' })).toBe(false)
  })
})
