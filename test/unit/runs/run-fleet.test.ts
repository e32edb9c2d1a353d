import { describe, expect, test } from '@jest/globals'
import { AccessDeniedError, RunOverlapError, ServiceFaultError } from '../../../shared/errors.ts'
import { findRun } from '../../../shared/report/run-list.ts'
import { readReport } from '../../../shared/report/store.ts'
import { LOCK_TTL } from '../../../shared/runs/hold-lock.ts'
import { acquireRunLock, readRunLock } from '../../../shared/runs/lock.ts'
import type { FleetOptions, FleetProgress } from '../../../shared/runs/run-fleet.ts'
import { runFleet } from '../../../shared/runs/run-fleet.ts'
import { SHARD_SIZE } from '../../../shared/runs/shard-zone.ts'
import type { FakeFleet } from '../../fakes/fleet.ts'
import { FLEET_ACCOUNT, fakeFleet } from '../../fakes/fleet.ts'
import { playBackup } from '../../fakes/play-backup.ts'

const ANN = 'arn:aws:iam::123456789012:user/ann'
const THREE_ZONES = { 'eu-west-1': ['a', 'b', 'c'], 'us-east-1': ['d'], edge: [] }

function start({ ports, regions, clock }: FakeFleet, options: FleetOptions = {}, runId = 'run-1') {
  const startedAt = clock.now().toISOString()
  const request = { account: FLEET_ACCOUNT, runId, startedAt, mode: 'quick', startedBy: ANN } as const
  return runFleet({ ...ports, regions }, request, options)
}

async function reportOf(fleet: FakeFleet, runId = 'run-1') {
  return readReport(fleet.store, await findRun(fleet.store, runId))
}

/** Functions of a zone that is larger than one shard. */
function named(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `f${String(index).padStart(4, '0')}`)
}

describe('a run that one process plays', () => {
  test('comes to the same report as the state machine, with the name of who started it', async () => {
    const fleets = [fakeFleet(THREE_ZONES), fakeFleet(THREE_ZONES)] as const
    for (const fleet of fleets) {
      fleet.unreachable.set('us-east-1', new AccessDeniedError('not allowed'))
      const failure = { error: 'ThrottledError', message: 'slow down', retryable: true }
      fleet.functions.get('eu-west-1')!.get('b')!.failure = failure
    }
    const end = await start(fleets[0])
    await playBackup(fleets[1], { mode: 'quick' })
    const report = await reportOf(fleets[0])
    expect(end).toEqual({ state: 'ended', report })
    const same = { startedAt: '', endedAt: '' }
    const strip = (one: typeof report) => ({
      ...one,
      ...same,
      zones: one.zones.map((zone) => ({
        ...zone,
        ...same,
        ...(zone.failure && { failure: zone.failure.error }),
      })),
    })
    const played = await reportOf(fleets[1])
    expect(strip(report)).toEqual({ ...strip(played), startedBy: ANN })
    expect(report.state).toBe('partly')
  })

  test('tells how far it is, zone by zone', async () => {
    const fleet = fakeFleet({ 'eu-west-1': ['a', 'b'], edge: [] })
    const told: FleetProgress[] = []
    await start(fleet, { onProgress: (progress) => told.push(progress) })
    expect(told[0]).toMatchObject({ type: 'begun', zones: ['eu-west-1', 'edge'] })
    const inRegion = told.filter((one) => 'zone' in one && one.zone === 'eu-west-1')
    expect(inRegion).toEqual([
      { type: 'listing', zone: 'eu-west-1' },
      { type: 'planned', zone: 'eu-west-1', count: 2 },
      { type: 'captured', zone: 'eu-west-1', failed: false },
      { type: 'captured', zone: 'eu-west-1', failed: false },
      { type: 'finished', zone: 'eu-west-1', state: 'done' },
    ])
  })

  test('goes over zones side by side, eight at most, and over the shards of one in their order', async () => {
    const many = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`zz-zone-${index}`, ['x']]))
    const fleet = fakeFleet({ ...many, 'aa-zone-1': named(SHARD_SIZE + 10) })
    const open = new Set<string>()
    let most = 0
    await start(fleet, {
      onProgress(progress) {
        if (progress.type === 'begun') return
        if (progress.type === 'finished') open.delete(progress.zone)
        else open.add(progress.zone)
        most = Math.max(most, open.size)
      },
    })
    expect(most).toBeGreaterThan(1)
    expect(most).toBeLessThanOrEqual(8)
    const shards = fleet.captured.filter((path) => path.startsWith('aa-zone-1/'))
    expect(shards.indexOf(`aa-zone-1/f0${SHARD_SIZE}`)).toBeGreaterThanOrEqual(SHARD_SIZE - 1)
  })

  test('repeats a listing that failed for the moment', async () => {
    const fleet = fakeFleet(THREE_ZONES)
    fleet.unreachable.set('us-east-1', new ServiceFaultError('500'))
    const { clock } = fleet.ports
    const recovering = {
      ...clock,
      sleep: async (ms: number) => {
        fleet.unreachable.clear()
        await clock.sleep(ms)
      },
    }
    const end = await start({ ...fleet, ports: { ...fleet.ports, clock: recovering } })
    expect(end).toMatchObject({ state: 'ended', report: { state: 'succeeded' } })
  })

  test('reports a zone that could not even be summed up, with the reason', async () => {
    const fleet = fakeFleet(THREE_ZONES)
    const writeInventory = () => Promise.reject(new TypeError('a bug'))
    const vault = { ...fleet.ports.vault, writeInventory }
    const end = await start({ ...fleet, ports: { ...fleet.ports, vault } })
    expect(end).toMatchObject({ report: { zones: expect.any(Array), state: 'failed' } })
    expect((await reportOf(fleet)).zones[0]).toMatchObject({ failure: { error: 'TypeError' } })
  })

  test('keeps a zone whose outcomes cannot be read once more for activity/, and counts that', async () => {
    const fleet = fakeFleet({ 'eu-west-1': ['a'] })
    const plain = fleet.store.list.bind(fleet.store)
    let lists = 0
    fleet.store.list = (prefix) => {
      if (prefix.endsWith('eu-west-1/outcomes/') && (lists += 1) === 2) throw new ServiceFaultError('down')
      return plain(prefix)
    }
    await start(fleet)
    const { state, zones } = await reportOf(fleet)
    expect([state, zones.map((zone) => zone.state)]).toEqual(['succeeded', ['done', 'done']])
    expect(fleet.metrics.totals).toMatchObject({ ActivityLost: 1 })
    expect(lists).toBe(2)
  })

  test('fails as a whole when the regions cannot be listed, and lets the next run begin', async () => {
    const fleet = fakeFleet(THREE_ZONES)
    const regions = { listEnabled: () => Promise.reject(new AccessDeniedError('DescribeRegions')) }
    await expect(start({ ...fleet, regions })).rejects.toThrow('DescribeRegions')
    expect(await reportOf(fleet)).toMatchObject({ state: 'failed', failure: { error: 'AccessDeniedError' } })
    expect(await start(fleet, {}, 'run-2')).toMatchObject({ state: 'ended' })
  })
})

describe('two runs of one account do not overlap', () => {
  test('the second stops at once, and leaves the first alone', async () => {
    const fleet = fakeFleet(THREE_ZONES)
    const scope = { mode: 'quick' } as const
    await acquireRunLock(fleet, { account: FLEET_ACCOUNT, runId: 'other', scope }, LOCK_TTL)
    await expect(start(fleet)).rejects.toThrow(RunOverlapError)
    expect(fleet.captured).toEqual([])
    expect((await readRunLock(fleet.store, FLEET_ACCOUNT))?.runId).toBe('other')
    await expect(findRun(fleet.store, 'run-1')).rejects.toThrow('There is no run')
  })

  test('one that was thought dead stops when it finds its lock taken', async () => {
    const fleet = fakeFleet({ 'eu-west-1': named(100), edge: [] })
    fleet.afterCapture.hook = async (name) => {
      if (name !== 'f0010') return
      await fleet.clock.sleep(2 * LOCK_TTL)
      await acquireRunLock(fleet, { account: FLEET_ACCOUNT, runId: 'other' }, LOCK_TTL)
    }
    await expect(start(fleet)).rejects.toThrow('lost its lock')
    expect(fleet.captured.length).toBeLessThan(100)
    expect((await readRunLock(fleet.store, FLEET_ACCOUNT))?.runId).toBe('other')
  })
})

describe('a run that is stopped', () => {
  const fleet = fakeFleet({ 'eu-west-1': named(60), 'us-east-1': named(3), edge: [] })
  const startedAt = fleet.clock.now().toISOString()
  const request = { account: FLEET_ACCOUNT, runId: 'run-1', startedAt, mode: 'quick' } as const

  test('begins no further function, writes down what was done, and gives its lock back', async () => {
    const stop = new AbortController()
    fleet.afterCapture.hook = async (name) => {
      if (name === 'f0030') stop.abort()
    }
    const end = await runFleet({ ...fleet.ports, regions: fleet.regions }, request, { signal: stop.signal })
    expect(end).toMatchObject({ state: 'stopped', run: { runId: 'run-1' } })
    expect(fleet.captured.length).toBeGreaterThan(30)
    expect(fleet.captured.length).toBeLessThan(45)
    expect((await findRun(fleet.store, 'run-1')).state).toBe('running')
    const other = { account: FLEET_ACCOUNT, runId: 'other' }
    expect(await acquireRunLock(fleet, other, 1)).toMatchObject({ state: 'acquired' })
    await fleet.clock.sleep(2 * LOCK_TTL)
  })

  test('does only what is missing when it is begun again', async () => {
    fleet.afterCapture.hook = async () => {}
    const end = await runFleet({ ...fleet.ports, regions: fleet.regions }, request)
    expect(end).toMatchObject({ report: { state: 'succeeded', totals: { captured: 63, unaccounted: 0 } } })
    expect(fleet.captured).toHaveLength(63)
    expect(new Set(fleet.captured).size).toBe(63)
  })
})
