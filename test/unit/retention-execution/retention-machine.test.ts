import { beforeEach, describe, expect, test } from '@jest/globals'
import {
  captureFailed,
  captureFailedKey,
  capturedAgain,
} from '../../../shared/alerts/messages/capture-failed.ts'
import { AccessDeniedError, ServiceFaultError } from '../../../shared/errors.ts'
import type { Alert } from '../../../shared/model/alert.ts'
import type { RecoveryPoint } from '../../../shared/model/manifest.ts'
import { RetentionReport } from '../../../shared/model/retention-run.ts'
import type { Ruling } from '../../../shared/model/retention.ts'
import { RetentionRules } from '../../../shared/model/retention.ts'
import type { RetentionStore } from '../../../shared/ports/object-store.ts'
import type { Vault } from '../../../shared/ports/vault.ts'
import { applyRetention } from '../../../shared/retention-execution/apply-retention.ts'
import { beginRetention } from '../../../shared/retention-execution/begin-retention.ts'
import { ApplyRetentionEvent, PlanRetentionEvent } from '../../../shared/retention-execution/requests.ts'
import { NOT_SWEPT } from '../../../shared/retention-execution/sweep-on.ts'
import { readVerdicts } from '../../../shared/retention-execution/verdict-parts.ts'
import { SETTLE } from '../../../shared/retention/delete-candidates.ts'
import { holdPoint } from '../../../shared/retention/holds.ts'
import { knownKey } from '../../../shared/vault/alert-layout.ts'
import { commitPoint } from '../../../shared/vault/commit.ts'
import { createVault } from '../../../shared/vault/vault.ts'
import { verify } from '../../../shared/vault/verify.ts'
import { CALL_OVER_AFTER } from '../../../shared/retention/sweep.ts'
import type { FakeClock } from '../../fakes/fake-clock.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import { fakeLog, fakeMetrics } from '../../fakes/fake-log.ts'
import type { MemoryStore } from '../../fakes/memory-store.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import type { PlayedPorts } from '../../fakes/play-retention.ts'
import { playRetention } from '../../fakes/play-retention.ts'
import { HELLO, blobRef, opening, preparedPoint } from '../../fakes/points.ts'
import { deskWithPeople } from '../../fakes/told.ts'
import { dyingAt } from '../../fakes/dying-store.ts'
import { COMMAND_PLACE } from '../../fixtures/command-place.ts'

const DAY = 24 * 60 * 60_000
const ORDERS = { ...HELLO, name: 'orders' }

let clock: FakeClock
let store: MemoryStore
let alerts: Alert[]
let metrics: ReturnType<typeof fakeMetrics>

/** Of `hello` the last point stays; what no plan is for keeps everything. */
const rulings = ({ resource }: RecoveryPoint): Ruling =>
  resource.name === 'hello'
    ? { rules: RetentionRules.parse({ last: 1 }), plan: 'short' }
    : { why: 'no plan is for it' }

beforeEach(async () => {
  clock = fakeClock('2026-01-10T00:00:00.000Z')
  store = createMemoryStore(() => clock.now())
  alerts = []
  metrics = fakeMetrics()
  for (const day of [11, 12, 13, 14]) {
    await capture(HELLO, day)
    await capture(ORDERS, day)
    clock.advance(DAY)
  }
  clock.advance(2 * DAY)
})

const vaultOf = (over: RetentionStore = store): Vault =>
  createVault({ store: over, clock, newId: () => 'vault', whenMissing: over === store ? 'create' : 'fail' })

async function capture(resource: typeof HELLO, day: number): Promise<void> {
  const vault = vaultOf()
  const text = `${resource.name} ${day}`
  await vault.putBlob(blobRef(text), opening(text))
  const takenAt = clock.now().toISOString()
  const point = preparedPoint(text, { resource, takenAt, code: blobRef(text) })
  await commitPoint(vault, point, await vault.latest(resource))
}

let ids = 0
function ports(over: RetentionStore = store): PlayedPorts {
  return {
    store: over,
    vault: vaultOf(over),
    clock,
    log: fakeLog(),
    metrics,
    rulings,
    grace: DAY,
    account: HELLO.account,
    newId: () => `sweep-${(ids += 1)}`,
    desk: {
      tell: async (told) => void alerts.push(...told),
    },
  }
}

/** Two runs that leave three blobs marked, and due. */
async function markSome(): Promise<void> {
  for (const runId of ['run-1', 'run-2']) {
    await playRetention(ports(), runId)
    clock.advance(DAY + 1000)
  }
}

const keys = (prefix: string) => [...store.objects.keys()].filter((key) => key.startsWith(prefix))
const points = (name: string) => keys('points/').filter((key) => key.includes(`/${name}/`))
const damage = async () => (await verify(store, { readData: 'all' })).damage

function reportOf(runId: string): RetentionReport {
  const [key = ''] = keys('retention/').filter((one) => one.endsWith(`/${runId}/report.json`))
  return RetentionReport.parse(JSON.parse(Buffer.from(store.objects.get(key)?.bytes ?? []).toString()))
}

describe('a run of retention', () => {
  test('lets expire what its plan says, and writes down the verdict and the reason of every point', async () => {
    const { status, entered } = await playRetention(ports(), 'run-1')
    expect([status, entered.at(-1)]).toEqual(['SUCCEEDED', 'Done'])
    expect([points('hello').length, points('orders').length]).toEqual([1, 4])
    const { run, ...report } = reportOf('run-1')
    expect(report).toMatchObject({ state: 'succeeded', kept: 5, expired: 3, spared: 0, purged: 0 })
    expect(report.plans).toEqual([
      { plan: 'short', resources: 1, kept: 1, expires: 3 },
      { plan: null, resources: 1, kept: 4, expires: 0 },
    ])
    const verdicts = await Array.fromAsync(readVerdicts(store, run, 1))
    expect(verdicts.map(({ keep, reasons, plan }) => [keep, reasons.join(), plan])).toEqual([
      ...Array.from({ length: 3 }, () => [false, 'no rule keeps it', 'short']),
      [true, 'newest,last', 'short'],
      ...Array.from({ length: 4 }, () => [true, 'no plan is for it', undefined]),
    ])
    expect(await damage()).toEqual([])
  })

  test('frees the bytes two grace periods later, and counts', async () => {
    await playRetention(ports(), 'run-1')
    clock.advance(DAY + 1000)
    await playRetention(ports(), 'run-2')
    expect(reportOf('run-2')).toMatchObject({ purged: 3, sweep: { state: 'swept', marked: 3 } })
    clock.advance(DAY + 1000)
    await playRetention(ports(), 'run-3')
    expect(reportOf('run-3')).toMatchObject({ sweep: { state: 'swept', deleted: 3, bytesFreed: 24 } })
    expect(keys('blobs/')).toHaveLength(5)
    expect(await damage()).toEqual([])
    expect(metrics.totals).toMatchObject({
      PointsExpired: 3,
      PointsPurged: 3,
      BlobsDeleted: 3,
      BytesFreed: 24,
      RetentionFailed: 0,
    })
  })

  test('forgets what people were told of that is long over', async () => {
    const at = () => clock.now().toISOString()
    const failure = { account: HELLO.account, messageId: 'm', error: 'X', at: at() }
    const { desk } = deskWithPeople({ store, clock, log: fakeLog() })
    await desk.tell([
      captureFailed({ ...failure, resource: HELLO }, COMMAND_PLACE),
      captureFailed({ ...failure, resource: ORDERS }, COMMAND_PLACE),
    ])
    await desk.tell([capturedAgain(HELLO, at())])
    clock.advance(91 * DAY)
    await playRetention(ports(), 'run-1')
    expect(keys('alerts/known/')).toEqual([
      knownKey({ kind: 'capture-failed', key: captureFailedKey(ORDERS) }),
    ])
  })

  test('that did what it should is no news', async () => {
    await playRetention(ports(), 'run-1')
    expect(alerts.map(({ state }) => state)).toEqual(['ended'])
  })

  test('has nothing to do where there is no vault yet, and makes none', async () => {
    store.objects.clear()
    expect((await playRetention(ports(), 'run-1')).status).toBe('SUCCEEDED')
    expect(store.objects.has('vault.json')).toBe(false)
    expect(reportOf('run-1')).toMatchObject({ kept: 0, expired: 0 })
  })

  test('spares what somebody held after it was planned', async () => {
    const [first = ''] = points('hello')
    const { status } = await playRetention(ports(), 'run-1', {
      ApplyRetention: async (input) => {
        await holdPoint(ports(), { manifest: first, by: 'ada', reason: 'audit' })
        const { run, applied } = ApplyRetentionEvent.parse(input)
        return applyRetention(ports(), { run, before: applied })
      },
    })
    expect(status).toBe('SUCCEEDED')
    expect(points('hello')).toHaveLength(2)
    expect(reportOf('run-1')).toMatchObject({ expired: 2, spared: 1, kept: 6 })
  })

  test('whose time is up in every call is gone on with, step by step, to the same end', async () => {
    const { status, entered } = await playRetention({ ...ports(), until: () => clock.now() }, 'run-1', {
      ApplyRetention: async (input) => {
        const { run, applied } = ApplyRetentionEvent.parse(input)
        return applyRetention(ports(), { run, before: applied })
      },
    })
    expect(status).toBe('SUCCEEDED')
    const times = (step: string) => entered.filter((state) => state === step).length
    expect([times('PlanRetention'), times('SweepBlobs')]).toEqual([3, 9])
    expect(reportOf('run-1')).toMatchObject({ kept: 5, expired: 3, sweep: { state: 'swept' } })
    expect(reportOf('run-1').plans.map(({ resources }) => resources)).toEqual([1, 1])
    expect(await damage()).toEqual([])
  })

  test('decides nothing twice of a resource that gets a point while it plans', async () => {
    const entered: string[] = []
    const { status } = await playRetention(ports(), 'run-1', {
      PlanRetention: async (input) => {
        entered.push('PlanRetention')
        const run = { ...PlanRetentionEvent.parse(input), account: HELLO.account }
        const plan = await beginRetention(ports(), run, clock.now())
        if (entered.length === 1) await capture(HELLO, 20)
        return {
          planned: plan !== undefined,
          run,
          applied: { done: false, purged: 0 },
          sweep: NOT_SWEPT,
        }
      },
    })
    expect([status, entered.length]).toEqual(['SUCCEEDED', 3])
    expect(reportOf('run-1').plans).toEqual([
      { plan: 'short', resources: 1, kept: 1, expires: 3 },
      { plan: null, resources: 1, kept: 4, expires: 0 },
    ])
    expect(points('hello')).toHaveLength(2)
  })
})

describe('a run of retention that fails', () => {
  const failing = (step: string, error: Error) => ({ [step]: () => Promise.reject(error) })

  test.each(['PlanRetention', 'ApplyRetention', 'SweepBlobs'])('in %s tells people once', async (step) => {
    const error = new AccessDeniedError('not allowed to DeleteObject')
    const { status, entered } = await playRetention(ports(), 'run-1', failing(step, error))
    expect([status, entered.at(-1)]).toEqual(['FAILED', 'RetentionFailed'])
    expect(entered.filter((state) => state === step)).toHaveLength(1)
    expect(alerts).toEqual([
      expect.objectContaining({ kind: 'retention-ended', state: 'begun', severity: 'warning' }),
    ])
    expect(reportOf('run-1')).toMatchObject({ state: 'failed', failure: { error: 'AccessDeniedError' } })
  })

  test('for a while goes on by itself', async () => {
    let calls = 0
    const { status } = await playRetention(ports(), 'run-1', {
      SweepBlobs: async () => {
        calls += 1
        if (calls < 3) throw new ServiceFaultError('try again')
        return { ...NOT_SWEPT, done: true }
      },
    })
    expect([status, calls]).toEqual(['SUCCEEDED', 3])
  })

  test('for a while in the midst of deleting goes on with that once the call that failed is over for certain', async () => {
    await markSome()
    let failures = 1
    const remove: RetentionStore['remove'] = async (key, version) => {
      if (key.startsWith('blobs/') && (failures -= 1) >= 0) throw new ServiceFaultError('try again')
      await store.remove(key, version)
    }
    const { status, entered } = await playRetention(ports({ ...store, remove }), 'run-3')
    expect([status, entered.at(-1)]).toEqual(['SUCCEEDED', 'Done'])
    expect(keys('blobs/')).toHaveLength(5)
    expect(reportOf('run-3')).toMatchObject({ state: 'succeeded', sweep: { state: 'swept' } })
    expect(clock.sleeps).toEqual([SETTLE, CALL_OVER_AFTER - SETTLE, SETTLE])
    expect(await damage()).toEqual([])
  })

  test('whenever it deletes is told as a failure, not as somebody else at work', async () => {
    await markSome()
    const remove: RetentionStore['remove'] = (key, version) =>
      key.startsWith('blobs/')
        ? Promise.reject(new ServiceFaultError('try again'))
        : store.remove(key, version)
    const { status } = await playRetention(ports({ ...store, remove }), 'run-3')
    expect(status).toBe('FAILED')
    expect(reportOf('run-3')).toMatchObject({ state: 'failed', failure: { error: 'ServiceFaultError' } })
    expect(alerts.at(-1)).toMatchObject({ kind: 'retention-ended', state: 'begun' })
  })

  test('says what expired before', async () => {
    await playRetention(ports(), 'run-1', failing('SweepBlobs', new TypeError('a defect')))
    expect(reportOf('run-1')).toMatchObject({ state: 'failed', expired: 3 })
    expect(alerts[0]?.text).toContain('3 points expired')
    expect(alerts[0]?.text).not.toContain('a defect')
  })
})

describe('a run of retention that is killed', () => {
  test('after any change to the vault leaves a whole one, and goes on to the same end', async () => {
    const before = new Map(store.objects)
    let survived = 0
    for (let changes = 0; survived === 0; changes += 1) {
      store.objects.clear()
      for (const [key, held] of before) store.objects.set(key, held)
      const { status } = await playRetention(ports(dyingAt(store, changes)), 'run-1')
      if (status === 'SUCCEEDED') survived = changes
      expect(await damage()).toEqual([])
      expect((await playRetention(ports(), 'run-1')).status).toBe('SUCCEEDED')
      expect(await damage()).toEqual([])
      expect([points('hello').length, points('orders').length, keys('blobs/').length]).toEqual([1, 4, 8])
      expect(reportOf('run-1')).toMatchObject({ kept: 5, expired: 3, spared: 0 })
    }
    // Verdicts, plan, record of expiry, three copies and removals, record of the part, report.
    expect(survived).toBe(11)
  })

  test('while it purges and deletes, too', async () => {
    await playRetention(ports(), 'run-1')
    clock.advance(DAY + 1000)
    await playRetention(ports(), 'run-2')
    clock.advance(DAY + 1000)
    const before = new Map(store.objects)
    for (let changes = 0, isOver = false; !isOver; changes += 1) {
      store.objects.clear()
      for (const [key, held] of before) store.objects.set(key, held)
      isOver = (await playRetention(ports(dyingAt(store, changes)), 'run-3')).status === 'SUCCEEDED'
      expect(await damage()).toEqual([])
      // A sweep that died is taken over after an hour.
      clock.advance(2 * 60 * 60_000)
      expect((await playRetention(ports(), 'run-3')).status).toBe('SUCCEEDED')
      expect(keys('blobs/')).toHaveLength(5)
      expect(await damage()).toEqual([])
    }
  })
})

test('two runs at once do no harm', async () => {
  const both = await Promise.all([playRetention(ports(), 'run-1'), playRetention(ports(), 'run-2')])
  expect(both.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED'])
  expect([points('hello').length, points('orders').length]).toEqual([1, 4])
  expect(await damage()).toEqual([])
})
