import { beforeEach, describe, expect, test } from '@jest/globals'
import { readActivity } from '../../../shared/activity/read-lines.ts'
import { backupZone } from '../../../shared/capture/backup-zone.ts'
import { ServiceFaultError } from '../../../shared/errors.ts'
import type { Alert } from '../../../shared/model/alert.ts'
import type { RunMode } from '../../../shared/model/run.ts'
import { regionDriver } from '../../../shared/runs/region-driver.ts'
import type { FleetPorts } from '../../../shared/runs/run-fleet.ts'
import { runFleet } from '../../../shared/runs/run-fleet.ts'
import { ACCOUNT, failing } from '../../fakes/fake-lambda.ts'
import { fakeMetrics } from '../../fakes/fake-log.ts'
import { deskWithPeople } from '../../fakes/told.ts'
import type { FakeRegion } from '../capture/region.ts'
import { fakeRegion } from '../capture/region.ts'
import { DEPLOYMENT } from '../../fixtures/command-place.ts'

const ZONE = 'eu-west-1'
const CAUSE = { type: 'person', principal: 'arn:aws:iam::123456789012:user/ann' } as const

let region: FakeRegion
let alerts: readonly Alert[]
let runs: number

/** A run of the deployment. */
let run: () => Promise<void>

/** `holdfast backup --all`. @returns how many it says are deleted */
let allByHand: (mode?: RunMode) => Promise<number>

/** `holdfast backup --zone eu-west-1`. @returns names that it says are deleted */
async function byHand(mode: 'quick' | 'deep' = 'quick'): Promise<readonly string[]> {
  region.clock.advance(60_000)
  const request = { account: ACCOUNT, region: ZONE, cause: CAUSE, mode }
  const { outcomes } = await backupZone(region.ports, request)
  return outcomes.flatMap((one) => (one.type === 'deleted' ? [one.resource.name] : []))
}

function deletionsTold(): readonly string[] {
  return alerts.flatMap(({ kind, facts }) =>
    kind === 'function-deleted' ? facts.filter(({ name }) => name === 'Name').map(({ value }) => value) : [],
  )
}

async function deletionLines(): Promise<readonly string[]> {
  const since = new Date(region.clock.now().getTime() - 86_400_000)
  const { lines } = await readActivity(region.store, { since, now: region.clock.now() })
  return lines.flatMap(({ outcome, name = '' }) => (outcome === 'deleted' ? [name] : []))
}

beforeEach(async () => {
  region = fakeRegion()
  const { clock, log, store, ports } = region
  const { desk, told } = deskWithPeople({ store, clock, log })
  alerts = told
  runs = 0
  const usage = () => ({ apiCalls: {}, throttled: 0 })
  const play = async (telling: Pick<FleetPorts, 'alerts' | 'tellsNobody'>, mode: RunMode) => {
    clock.advance(60_000)
    runs += 1
    const header = { account: ACCOUNT, runId: `run-${runs}`, startedAt: clock.now().toISOString() }
    const world = {
      ...ports,
      store,
      deployment: DEPLOYMENT,
      metrics: fakeMetrics(),
      regions: { listEnabled: async () => [ZONE] },
      openZone: () => regionDriver(ports, ZONE, usage),
    }
    const end = await runFleet({ ...world, ...telling }, { ...header, mode, zones: [ZONE] })
    if (end.state === 'stopped') throw new Error('stopped')
    return end.report.totals.deletedCount
  }
  run = async () => void (await play({ alerts: desk }, 'quick'))
  allByHand = async (mode = 'quick') =>
    await play({ alerts: { tell: async () => {} }, tellsNobody: true }, mode)
  for (const name of ['orders', 'bills']) region.lambda.create(name)
  await run()
  region.lambda.functions.delete('orders')
})

describe('A function that a backup of its region by hand finds gone', () => {
  test('is told of by the next run, and has its line by it, once', async () => {
    expect(await byHand()).toEqual(['orders'])
    expect(deletionsTold()).toEqual([])
    await run()
    await run()
    expect(deletionsTold()).toEqual(['orders'])
    expect(await deletionLines()).toEqual(['orders'])
  })

  test('is said to be gone once by hand, too, however often that is done before the next run', async () => {
    expect([await byHand(), await byHand(), await byHand('deep')]).toEqual([['orders'], [], []])
    await run()
    expect(deletionsTold()).toEqual(['orders'])
  })

  test('is told of when only a change ever captured it', async () => {
    region.lambda.create('late')
    await region.capture('late')
    region.lambda.functions.delete('late')
    expect(await byHand('deep')).toEqual(['late', 'orders'])
    await run()
    expect(deletionsTold().toSorted()).toEqual(['late', 'orders'])
  })

  test('is told of by a later run where the next one could not look', async () => {
    await byHand()
    region.lambda.before = failing({ 'GetFunction orders': new ServiceFaultError('down') })
    await run()
    expect(deletionsTold()).toEqual([])
    region.lambda.before = () => {}
    await run()
    expect(deletionsTold()).toEqual(['orders'])
  })

  test('is no news when it is there again', async () => {
    await byHand()
    region.lambda.create('orders')
    await byHand()
    region.lambda.functions.delete('bills')
    await run()
    expect(deletionsTold()).toEqual(['bills'])
  })
})

describe('A function that a run of everything by hand finds gone', () => {
  test('has its line by it, and is told of by the next run of the deployment, once each', async () => {
    expect(await allByHand()).toBe(1)
    expect(deletionsTold()).toEqual([])
    await run()
    await run()
    expect(deletionsTold()).toEqual(['orders'])
    expect(await deletionLines()).toEqual(['orders'])
  })

  test('is said to be gone once, and has one line, where no deployment ever looks', async () => {
    expect([await allByHand(), await allByHand(), await allByHand('deep')]).toEqual([1, 0, 0])
    expect(await deletionLines()).toEqual(['orders'])
  })

  test.each(['before', 'after'])(
    'is told of when a backup of its region looked, too: %s it',
    async (order) => {
      if (order === 'before') await byHand()
      await allByHand()
      if (order === 'after') await byHand()
      await allByHand()
      expect(await deletionLines()).toEqual(['orders'])
      await run()
      expect(deletionsTold()).toEqual(['orders'])
      expect(await deletionLines()).toEqual(['orders'])
    },
  )

  test('is told of by a later run where the next one could not look', async () => {
    await allByHand()
    region.lambda.before = failing({ 'GetFunction orders': new ServiceFaultError('down') })
    await run()
    region.lambda.before = () => {}
    await run()
    expect(deletionsTold()).toEqual(['orders'])
    expect(await deletionLines()).toEqual(['orders'])
  })

  test.each(['--all', '--zone'])('is no news when backup %s saw it there again', async (option) => {
    await allByHand()
    region.lambda.create('orders')
    await (option === '--all' ? allByHand() : byHand())
    region.lambda.functions.delete('bills')
    await run()
    expect(deletionsTold()).toEqual(['bills'])
  })

  test('has a second line when it was there in between, and is gone unseen once more', async () => {
    await allByHand()
    region.lambda.create('orders')
    await region.capture('orders')
    region.lambda.functions.delete('orders')
    await run()
    expect(deletionsTold()).toEqual(['orders'])
    expect(await deletionLines()).toEqual(['orders', 'orders'])
  })
})
