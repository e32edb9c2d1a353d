import { beforeEach, describe, expect, test } from '@jest/globals'
import type { World } from '../../../cli/world.ts'
import { AccessDeniedError } from '../../../shared/errors.ts'
import { recordStart } from '../../../shared/report/run-list.ts'
import { LOCK_TTL } from '../../../shared/runs/hold-lock.ts'
import { acquireRunLock } from '../../../shared/runs/lock.ts'
import type { RunPorts } from '../../../shared/runs/run-ports.ts'
import type { FakeFleet } from '../../fakes/fleet.ts'
import { FLEET_ACCOUNT, fakeFleet } from '../../fakes/fleet.ts'
import { fakeWorld, holdfast, sink } from './terminal.ts'

const RUN = 'cli-20260101T100000Z-1f3c'
const ZONES = { 'eu-west-1': ['a', 'b', 'c'], 'us-east-1': ['d'], edge: [] }

let fleet: FakeFleet
let shares: number[]

beforeEach(() => {
  fleet = fakeFleet(ZONES)
  shares = []
})

function worldOf({ ports, regions, clock }: FakeFleet): World {
  const world = fakeWorld(ports.store)
  return {
    ...world,
    clock,
    zones: { ...world.zones, openRegions: () => regions },
    aws: {
      ...world.aws,
      readCaller: async () => ({
        account: FLEET_ACCOUNT,
        principal: 'arn:aws:iam::123456789012:user/ann',
        region: 'eu-west-1',
      }),
      async openDrivers(_world, share) {
        shares.push(share)
        return Promise.resolve(ports.openZone)
      },
    },
  }
}

function backup(...words: readonly string[]) {
  return holdfast(worldOf(fleet), 'backup', '--all', ...words)
}

/** Zones in which what is gone had a recovery point. */
function withTombstones(openZone: RunPorts['openZone'], manifest: string): RunPorts['openZone'] {
  return (zone) => {
    const driver = openZone(zone)
    return {
      ...driver,
      async capture(item, request) {
        const { outcome, ...capture } = await driver.capture(item, request)
        return { ...capture, outcome: outcome.type === 'deleted' ? { ...outcome, manifest } : outcome }
      },
    }
  }
}

async function reportIn(json: Record<string, unknown>) {
  return json['report'] as { zones: { zone: string }[]; startedBy?: string }
}

describe('holdfast backup --all', () => {
  test('runs over every zone, prints the report and says where its page is', async () => {
    const { out, code } = await backup()
    expect(code).toBe(0)
    expect(out).toMatch(new RegExp(`^Run +${RUN}$`, 'm'))
    expect(out).toMatch(/^Started by +arn:aws:iam::123456789012:user\/ann$/m)
    expect(out).toMatch(/^eu-west-1 +done +3 +3 /m)
    expect(out).toMatch(/^us-east-1 +done +1 +1 /m)
    expect(out).toContain(`\nmemory:/runs/2026-01-01/${RUN}/report.html\n`)
    expect(shares).toEqual([0.33])
    const shown = await holdfast(worldOf(fleet), 'runs', 'show', RUN)
    expect(out.startsWith(shown.out.trimEnd())).toBe(true)
  })

  test('gives programs the report as one object', async () => {
    const printed = await backup('--json', '--deep', '--quota-share', '0.5')
    expect(printed.json()).toMatchObject({
      ok: true,
      vault: 'memory:',
      stopped: false,
      runId: RUN,
      report: { mode: 'deep', totals: { captured: 4 } },
    })
    expect(shares).toEqual([0.5])
  })

  test('looks only at the zones that it is told', async () => {
    const printed = await backup('--json', '--zone', 'eu-west-1', '--zone', 'edge')
    const { zones } = await reportIn(printed.json())
    expect(zones.map(({ zone }) => zone)).toEqual(['edge', 'eu-west-1'])
    const others = fakeFleet(ZONES)
    fleet = others
    const without = await backup('--json', '--exclude', 'eu-west-1')
    expect((await reportIn(without.json())).zones.map(({ zone }) => zone)).toEqual(['edge', 'us-east-1'])
  })

  test.each([
    [['--zone', 'eu-wset-1'], 'The account has no zone eu-wset-1.'],
    [['--zone', 'edge', '--exclude', 'edge'], 'Every zone is excluded.'],
  ])('%j is a mistake, and begins no run', async (words, message) => {
    const { err, code } = await backup(...words)
    expect({ code, err: err.split('\n')[0] }).toEqual({ code: 2, err: `holdfast: ${message}` })
    expect((await holdfast(worldOf(fleet), 'runs')).code).toBe(1)
  })

  test('ends with 3 when a function or a zone failed, and shows which and why', async () => {
    fleet.unreachable.set('us-east-1', new AccessDeniedError('ListFunctions: not allowed'))
    const failure = { error: 'ServiceFaultError', message: 'GetFunction: 500', retryable: false }
    fleet.functions.get('eu-west-1')!.get('b')!.failure = failure
    const { out, err, code } = await backup()
    expect(code).toBe(3)
    expect(out).toMatch(/^us-east-1 +AccessDeniedError +ListFunctions: not allowed$/m)
    expect(out).toMatch(/^eu-west-1 +b +ServiceFaultError +GetFunction: 500$/m)
    expect(err).toContain('eu-west-1: partly, 3 read, 1 failed\n')
  })

  test('ends with 1 when not one zone could be read', async () => {
    for (const zone of ['eu-west-1', 'us-east-1', 'edge'])
      fleet.unreachable.set(zone, new AccessDeniedError('no'))
    expect((await backup()).code).toBe(1)
  })

  test('ends with 4 when there is nothing', async () => {
    fleet = fakeFleet({ 'eu-west-1': [], edge: [] })
    expect((await backup()).code).toBe(4)
  })

  test('ends with 5 while another run goes on', async () => {
    const scope = { mode: 'deep' } as const
    await acquireRunLock(fleet, { account: FLEET_ACCOUNT, runId: 'nightly', scope }, LOCK_TTL)
    const { err, code } = await backup()
    expect(code).toBe(5)
    expect(err).toContain('Run nightly has been going on since 2026-01-01T10:00:00.000Z; this one stops.')
    expect(err).toContain('Wait until the other run has ended')
  })

  test('publishes nothing', async () => {
    await backup()
    expect(fleet.alerts).toEqual([])
  })

  test('leaves what it finds gone to the next run of a deployment to tell of', async () => {
    await backup()
    fleet.functions.get('eu-west-1')!.delete('b')
    fleet.clock.advance(60_000)
    const manifest = 'points/b'
    const openZone = withTombstones(fleet.ports.openZone, manifest)
    fleet = { ...fleet, ports: { ...fleet.ports, openZone } }
    expect((await backup()).code).toBe(0)
    const known = await fleet.ports.vault.readInventory(FLEET_ACCOUNT, 'eu-west-1')
    expect(known?.inventory.written).toEqual({ b: manifest })
  })
})

describe('the progress of holdfast backup --all', () => {
  test('is lines on stderr where there is no terminal', async () => {
    const { err } = await backup('--json')
    expect(err.split('\n').filter((line) => !line.includes('us-east-1') && !line.includes('edge'))).toEqual([
      'A new vault was begun at memory:.',
      `run ${RUN}, 3 zones`,
      'eu-west-1: 0 of 3',
      'eu-west-1: done, 3 read',
      '',
    ])
  })

  test('is a bar for each zone on a terminal, on stderr only', async () => {
    const printed = await holdfast(
      { ...worldOf(fleet), stderr: sink(true).stream },
      'backup',
      '--all',
      '--json',
    )
    expect(printed.err).toContain('eu-west-1      [')
    expect(printed.err).toContain('eu-west-1: done, 3 read')
    expect(printed.json()).toMatchObject({ ok: true })
  })
})

describe('a run of the command line that is interrupted', () => {
  async function interrupted() {
    fleet = fakeFleet({
      'eu-west-1': Array.from({ length: 60 }, (_, index) => `f${index}`),
      'us-east-1': ['d'],
      edge: [],
    })
    const stop = new AbortController()
    fleet.afterCapture.hook = async (name) => {
      if (name === 'f30') stop.abort()
    }
    const world = { ...worldOf(fleet), interruption: { claim: () => stop.signal } }
    const printed = await holdfast(world, 'backup', '--all', '--deep')
    fleet.afterCapture.hook = async () => {}
    return printed
  }

  test('ends with 3, and says how to go on', async () => {
    const { out, err, code } = await interrupted()
    expect(code).toBe(3)
    expect(err).toContain('Stopping after the functions in flight')
    expect(out).toBe(
      `Run ${RUN} is stopped and not done.\nholdfast backup --all --resume ${RUN} --vault memory:\n`,
    )
  })

  test('is gone on with, as it was begun, and does only what is missing', async () => {
    await interrupted()
    const before = fleet.captured.length
    expect(before).toBeLessThan(60)
    const printed = await backup('--resume', RUN, '--json')
    expect(printed.json()).toMatchObject({
      ok: true,
      runId: RUN,
      report: {
        mode: 'deep',
        startedBy: 'arn:aws:iam::123456789012:user/ann',
        totals: { captured: 61, unaccounted: 0 },
      },
    })
    expect(new Set(fleet.captured).size).toBe(fleet.captured.length)
    expect((await holdfast(worldOf(fleet), 'runs', '--json')).json()).toMatchObject({
      runs: [{ runId: RUN, state: 'succeeded' }],
    })
  })

  test('is not gone on with when it has ended', async () => {
    await backup()
    const { err, code } = await backup('--resume', RUN)
    expect(code).toBe(5)
    expect(err).toContain('has ended and has its report')
  })

  test('is not gone on with while it may be going on', async () => {
    await backup()
    const startedAt = fleet.clock.now().toISOString()
    await recordStart(fleet.store, { account: FLEET_ACCOUNT, runId: 'nightly', startedAt, mode: 'quick' })
    await acquireRunLock(fleet, { account: FLEET_ACCOUNT, runId: 'nightly' }, LOCK_TTL)
    const { err, code } = await backup('--resume', 'nightly')
    expect(code).toBe(5)
    expect(err).toContain('Run nightly still holds the lock')
  })

  test('is not gone on with in another account', async () => {
    await backup()
    const startedAt = fleet.clock.now().toISOString()
    await recordStart(fleet.store, { account: '999988887777', runId: 'theirs', startedAt, mode: 'quick' })
    expect(await backup('--resume', 'theirs')).toMatchObject({ code: 5 })
  })

  test('is not there when the vault does not know it', async () => {
    await backup()
    expect(await backup('--resume', 'nothing')).toMatchObject({ code: 4 })
  })
})
