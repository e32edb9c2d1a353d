import { describe, expect, test } from '@jest/globals'
import { AccessDeniedError, ServiceFaultError } from '../../../shared/errors.ts'
import { findRun } from '../../../shared/report/run-list.ts'
import { readReport } from '../../../shared/report/store.ts'
import { acquireRunLock, releaseRunLock, renewRunLock } from '../../../shared/runs/lock.ts'
import { LOCK_TTL } from '../../../shared/runs/hold-lock.ts'
import type { FakeFleet } from '../../fakes/fleet.ts'
import { FLEET_ACCOUNT, fakeFleet } from '../../fakes/fleet.ts'
import { beginning, playBackup } from '../../fakes/play-backup.ts'

const THREE_ZONES = { 'eu-west-1': ['a', 'b', 'c'], 'us-east-1': ['d'], edge: [] }

/** What people were told, by kind, in order of kind. */
function kindsOf({ alerts }: FakeFleet): readonly string[] {
  return alerts.map(({ kind }) => kind).toSorted()
}

async function reportOf({ ports }: FakeFleet, runId = 'run-1') {
  return readReport(ports.store, await findRun(ports.store, runId))
}

describe('a run over the fleet', () => {
  test('captures every function of every zone, writes its report and tells people', async () => {
    const fleet = fakeFleet(THREE_ZONES)
    const { status } = await playBackup(fleet, { mode: 'deep' })
    expect(status).toBe('SUCCEEDED')
    expect(fleet.captured.toSorted()).toEqual(['eu-west-1/a', 'eu-west-1/b', 'eu-west-1/c', 'us-east-1/d'])
    const report = await reportOf(fleet)
    expect(report).toMatchObject({ state: 'succeeded', totals: { found: 4, captured: 4, failedCount: 0 } })
    expect(report.zones.map(({ zone }) => zone)).toEqual(['edge', 'eu-west-1', 'us-east-1'])
    expect(report.newZones).toEqual(['eu-west-1', 'us-east-1', 'edge'])
    expect(kindsOf(fleet)).toEqual(['run-ended', 'zone-changed'])
  })

  test('reads nothing in a quiet quick run after it, and finds no zone new', async () => {
    const fleet = fakeFleet(THREE_ZONES)
    await playBackup(fleet, { mode: 'quick' })
    fleet.captured.length = 0
    await playBackup(fleet, { mode: 'quick' }, { runId: 'run-2' })
    expect(fleet.captured).toEqual([])
    const report = await reportOf(fleet, 'run-2')
    expect(report).toMatchObject({ state: 'succeeded', totals: { unchanged: 4, captured: 0 }, newZones: [] })
  })

  test('reads in a quick run only what is new or changed, and marks what is gone', async () => {
    const fleet = fakeFleet(THREE_ZONES)
    await playBackup(fleet, { mode: 'quick' })
    fleet.captured.length = 0
    const zone = fleet.functions.get('eu-west-1')!
    zone.get('b')!.state = '2'
    zone.set('e', { state: '1' })
    zone.delete('c')
    await playBackup(fleet, { mode: 'quick' }, { runId: 'run-2' })
    expect(fleet.captured.toSorted()).toEqual(['eu-west-1/b', 'eu-west-1/c', 'eu-west-1/e'])
    expect((await reportOf(fleet, 'run-2')).totals).toMatchObject({
      captured: 2,
      deletedCount: 1,
      unchanged: 2,
    })
    const inventory = await fleet.ports.vault.readInventory(FLEET_ACCOUNT, 'eu-west-1')
    expect(Object.keys(inventory!.inventory.functions).toSorted()).toEqual(['a', 'b', 'e'])
  })

  test('looks only at the zones that it is asked for', async () => {
    const fleet = fakeFleet(THREE_ZONES)
    await playBackup(fleet, { mode: 'quick', zones: ['us-east-1', 'edge'], exclude: ['edge'] })
    expect((await reportOf(fleet)).zones.map(({ zone }) => zone)).toEqual(['us-east-1'])
  })
})

describe('the report of a run', () => {
  test('names the zones that were asked for and are not there', async () => {
    const fleet = fakeFleet(THREE_ZONES)
    await playBackup(fleet, { mode: 'quick', zones: ['us-east-1', 'ap-south-9'] })
    expect(await reportOf(fleet)).toMatchObject({ state: 'succeeded', unknownZones: ['ap-south-9'] })
    expect(fleet.alerts[0]!.text).toContain('Unknown zones: ap-south-9.')
  })

  test('names the regions whose changes do not reach the hub', async () => {
    const fleet = fakeFleet(THREE_ZONES)
    const failure = { error: 'AccessDeniedError', message: 'events:PutRule', retryable: false }
    const enrol = async (zones: readonly string[]) => zones.map((zone) => ({ zone, steps: [], failure }))
    const refused = { ...fleet, ports: { ...fleet.ports, enrol } }
    await playBackup(refused, { mode: 'quick', zones: ['us-east-1', 'edge'] })
    const { error, message } = failure
    expect((await reportOf(fleet)).notEnrolled).toEqual([{ zone: 'us-east-1', error, message }])
    expect(fleet.alerts).toContainEqual(
      expect.objectContaining({
        kind: 'zone-changed',
        state: 'begun',
        severity: 'warning',
        zone: 'us-east-1',
      }),
    )
  })

  test('says when the schedules start the next run', async () => {
    const fleet = fakeFleet(THREE_ZONES)
    const schedules = [{ expressions: ['cron(0 3 * * ? *)'], timeZone: 'UTC' }]
    await playBackup({ ...fleet, ports: { ...fleet.ports, schedules } }, { mode: 'quick' })
    const { endedAt, nextRun } = await reportOf(fleet)
    expect(nextRun).toMatch(/T03:00:00.000Z$/)
    expect(Date.parse(nextRun!)).toBeGreaterThan(Date.parse(endedAt))
  })
})

describe('what fails is an outcome, and the run goes on', () => {
  test('one function', async () => {
    const fleet = fakeFleet(THREE_ZONES)
    fleet.functions.get('eu-west-1')!.get('b')!.failure = {
      error: 'ServiceFaultError',
      message: 'down',
      retryable: true,
    }
    const played = await playBackup(fleet, { mode: 'quick' })
    expect(played).toMatchObject({ status: 'FAILED', last: 'RunHadFailures' })
    expect(await reportOf(fleet)).toMatchObject({ state: 'partly', totals: { captured: 3, failedCount: 1 } })
    const { inventory } = (await fleet.ports.vault.readInventory(FLEET_ACCOUNT, 'eu-west-1'))!
    expect(Object.keys(inventory.functions).toSorted()).toEqual(['a', 'c'])
  })

  test('one shard; a defect is not tried again', async () => {
    const fleet = fakeFleet(THREE_ZONES)
    let attempts = 0
    const CaptureShard = async () => {
      attempts += 1
      throw new TypeError('a bug')
    }
    const played = await playBackup(
      fleet,
      { mode: 'quick', zones: ['eu-west-1'] },
      { overrides: { CaptureShard } },
    )
    expect({ status: played.status, attempts }).toEqual({ status: 'FAILED', attempts: 1 })
    expect((await reportOf(fleet)).zones[0]).toMatchObject({ state: 'partly', unaccounted: 3 })
  })

  test.each([
    ['denies access', new AccessDeniedError('not allowed')],
    [
      'gives no answer in time, however often it is asked',
      new ServiceFaultError('ListFunctions: TimeoutError'),
    ],
  ])('one zone that %s', async (_what, error) => {
    const fleet = fakeFleet(THREE_ZONES)
    fleet.unreachable.set('us-east-1', error)
    const played = await playBackup(fleet, { mode: 'quick' })
    expect(played.last).toBe('RunHadFailures')
    const { state, zones } = await reportOf(fleet)
    expect(state).toBe('partly')
    const others = zones.filter(({ zone }) => zone !== 'us-east-1')
    expect(others.map((zone) => zone.state)).toEqual(['done', 'done'])
    expect(zones.find(({ zone }) => zone === 'us-east-1')).toMatchObject({
      state: 'failed',
      failure: { error: error.name },
    })
    expect(fleet.captured).toHaveLength(3)
  })

  test('one zone whose summary cannot be written stands in the report all the same', async () => {
    const fleet = fakeFleet({ 'eu-west-1': ['a'] })
    await playBackup(
      fleet,
      { mode: 'quick' },
      { overrides: { SummarizeZone: () => Promise.reject(new TypeError('a bug')) } },
    )
    const { state, zones } = await reportOf(fleet)
    expect(state).toBe('failed')
    expect(zones.map(({ zone, failure }) => [zone, failure?.error])).toEqual([
      ['edge', 'TypeError'],
      ['eu-west-1', 'TypeError'],
    ])
  })

  test('a report that cannot be made: people hear of it, once', async () => {
    const fleet = fakeFleet(THREE_ZONES)
    const played = await playBackup(
      fleet,
      { mode: 'quick' },
      { overrides: { ReportRun: () => Promise.reject(new TypeError('a bug')) } },
    )
    expect(played.last).toBe('RunFailed')
    expect(kindsOf(fleet)).toEqual(['run-failed', 'zone-changed'])
    expect(fleet.alerts[0]).toMatchObject({ severity: 'critical', attributes: { run: 'failed' } })
  })

  test('a run that cannot even begin: people hear of it, once, and the next run is not locked out', async () => {
    const fleet = fakeFleet(THREE_ZONES)
    const broken = {
      ...fleet,
      regions: { listEnabled: () => Promise.reject(new AccessDeniedError('not allowed')) },
    }
    expect((await playBackup(broken, { mode: 'quick' })).last).toBe('RunFailed')
    expect(fleet.alerts).toHaveLength(1)
    expect((await playBackup(fleet, { mode: 'quick' }, { runId: 'run-2' })).status).toBe('SUCCEEDED')
  })
})

describe('faults that pass', () => {
  test('are tried again', async () => {
    const fleet = fakeFleet(THREE_ZONES)
    let failures = 0
    const openZone = fleet.ports.openZone
    const flaky = {
      ...fleet,
      ports: {
        ...fleet.ports,
        openZone: (zone: string) => {
          if (zone === 'us-east-1' && failures++ < 3) throw new ServiceFaultError('down')
          return openZone(zone)
        },
      },
    }
    expect((await playBackup(flaky, { mode: 'quick' })).status).toBe('SUCCEEDED')
    expect(failures).toBeGreaterThan(3)
  })
})

describe('a zone that vanished', () => {
  test('is announced by the first run that misses it, and by no later one', async () => {
    const fleet = fakeFleet(THREE_ZONES)
    await playBackup(fleet, { mode: 'quick' })
    fleet.functions.delete('us-east-1')
    await playBackup(fleet, { mode: 'quick' }, { runId: 'run-2' })
    expect((await reportOf(fleet, 'run-2')).vanishedZones).toEqual(['us-east-1'])
    await playBackup(fleet, { mode: 'quick' }, { runId: 'run-3' })
    await playBackup(fleet, { mode: 'quick' }, { runId: 'run-4' })
    expect((await reportOf(fleet, 'run-3')).vanishedZones).toEqual([])
    expect((await reportOf(fleet, 'run-4')).vanishedZones).toEqual([])
  })
})

describe('runs of one account do not overlap', () => {
  test('the second notices and stops', async () => {
    const fleet = fakeFleet(THREE_ZONES)
    const scope = { mode: 'deep' } as const
    await acquireRunLock(fleet.ports, { account: FLEET_ACCOUNT, runId: 'run-0', scope }, LOCK_TTL)
    const played = await playBackup(fleet, { mode: 'quick' })
    expect(played).toMatchObject({ status: 'SUCCEEDED', entered: ['DiscoverZones', 'AnotherRunGoesOn'] })
    expect(fleet.captured).toEqual([])
  })

  test('the second waits for one that does not see all that it is for, and then takes place', async () => {
    const fleet = fakeFleet(THREE_ZONES)
    const first = { account: FLEET_ACCOUNT, runId: 'run-0', scope: { mode: 'quick' } } as const
    await acquireRunLock(fleet.ports, first, LOCK_TTL)
    let attempts = 0
    const step = async (event: unknown) => {
      attempts += 1
      if (attempts === 3) await releaseRunLock(fleet.ports, first)
      return beginning(fleet)(event)
    }
    const played = await playBackup(fleet, { mode: 'deep' }, { overrides: { DiscoverZones: step } })
    expect(played.status).toBe('SUCCEEDED')
    expect(played.entered.slice(0, 5)).toEqual([
      'DiscoverZones',
      'WaitForOtherRun',
      'DiscoverZones',
      'WaitForOtherRun',
      'DiscoverZones',
    ])
    expect(fleet.captured).toHaveLength(4)
  })

  test('a run that fails says which plan it was for', async () => {
    const fleet = fakeFleet(THREE_ZONES)
    const played = await playBackup(fleet, { mode: 'deep', plan: 'payments' })
    expect(played.last).toBe('RunFailed')
    expect(await reportOf(fleet)).toMatchObject({
      plan: 'payments',
      failure: { error: 'SettingInvalidError' },
    })
  })

  test('a dead run locks nobody out for longer than its lock', async () => {
    const fleet = fakeFleet(THREE_ZONES)
    await acquireRunLock(fleet.ports, { account: FLEET_ACCOUNT, runId: 'run-0' }, LOCK_TTL)
    fleet.clock.advance(LOCK_TTL + 2 * 60_000)
    await playBackup(fleet, { mode: 'quick' })
    expect(fleet.captured).toHaveLength(4)
  })

  test('a run that lost its lock to another stops where it is, says so, and leaves the lock alone', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `f${index}`)
    const fleet = fakeFleet({ 'eu-west-1': names })
    const other = { account: FLEET_ACCOUNT, runId: 'run-2' }
    fleet.afterCapture.hook = async () => {
      fleet.afterCapture.hook = async () => {}
      fleet.clock.advance(LOCK_TTL + 2 * 60_000)
      expect(await acquireRunLock(fleet.ports, other, LOCK_TTL)).toMatchObject({ state: 'acquired' })
    }
    const played = await playBackup(fleet, { mode: 'quick', zones: ['eu-west-1'] })
    expect(played.status).toBe('FAILED')
    expect(fleet.captured.length).toBeLessThan(60)
    expect(await renewRunLock(fleet.ports, other, LOCK_TTL)).toMatchObject({ state: 'renewed' })
  })
})

describe('a run that was cut off', () => {
  const names = Array.from({ length: 60 }, (_, index) => `f${index}`)

  test('does what is missing and nothing twice when it is started again under its name', async () => {
    const fleet = fakeFleet({ 'eu-west-1': names })
    const crash = { CaptureShard: () => Promise.reject(new TypeError('the execution was stopped')) }
    await playBackup(fleet, { mode: 'quick', zones: ['eu-west-1'] }, { overrides: crash })
    const again = await playBackup(fleet, { mode: 'quick', zones: ['eu-west-1'] })
    expect(again.status).toBe('SUCCEEDED')
    expect(new Set(fleet.captured).size).toBe(60)
    expect(fleet.captured).toHaveLength(60)
    expect(await reportOf(fleet)).toMatchObject({ state: 'succeeded', totals: { captured: 60 } })
  })

  test('hands a shard over when the time of an invocation is nearly up', async () => {
    const fleet = fakeFleet({ 'eu-west-1': names })
    // Each function takes half a minute of an invocation's fifteen.
    fleet.afterCapture.hook = async () => fleet.clock.advance(30_000)
    const played = await playBackup(fleet, { mode: 'quick', zones: ['eu-west-1'] })
    expect(played.status).toBe('SUCCEEDED')
    expect(played.entered.filter((state) => state === 'CaptureShard').length).toBeGreaterThan(1)
    expect(fleet.captured).toHaveLength(60)
    expect((await reportOf(fleet)).totals).toMatchObject({ captured: 60, unaccounted: 0 })
  })
})
