import { beforeEach, describe, expect, test } from '@jest/globals'
import { newWatch } from '../../../shared/activity/watch-state.ts'
import { readTrailSights } from '../../../shared/audit/facts/read-trail-sights.ts'
import { AccessDeniedError } from '../../../shared/errors.ts'
import type { RunReport } from '../../../shared/model/run.ts'
import { activityWatchKey } from '../../../shared/vault/activity-layout.ts'
import { createMemoryStore } from '../../fakes/memory-store.ts'
import type { AuditWorld } from './audit-world.ts'
import { NOW, fixtureWorld, put, putRun, summaryOf } from './audit-world.ts'

const OFF = { state: 'problem', what: 'The trail t is switched off: no change is noticed.' } as const

let world: AuditWorld

beforeEach(async () => {
  world = await fixtureWorld()
  await putRun(world.store, {
    runId: 'r',
    startedAt: '2026-01-03T03:05:00.000Z',
    mode: 'deep',
    zones: [summaryOf('eu-west-1')],
  })
})

async function judgement() {
  const { report } = await world.audit()
  return report.controls.find(({ id }) => id === 'trails')!
}

describe('Trails', () => {
  test('that record what changes in every zone pass', async () => {
    expect(await judgement()).toMatchObject({
      state: 'passed',
      evidence: [
        { name: 'zones', value: 1 },
        { name: 'whose changes a trail records', value: 1 },
      ],
    })
  })

  test('that are off are a finding by zone, and so are those that record only some of it', async () => {
    world.trail = OFF
    expect((await judgement()).findings).toEqual([{ subject: 'eu-west-1', what: OFF.what }])
    world.trail = { state: 'warning', what: 'The trail t records only some management writes.' }
    expect((await judgement()).findings).toMatchObject([{ subject: 'eu-west-1' }])
  })

  describe('that somebody stopped, which was told then,', () => {
    beforeEach(async () => {
      world.trail = { ...OFF, trail: 'eu-west-1/t' }
    })

    const told = async (stopped: Record<string, string>) => {
      const watch = { ...newWatch('123456789012', new Date(NOW)), stopped }
      await put(world.store, activityWatchKey('123456789012'), Buffer.from(JSON.stringify(watch)))
      return (await judgement()).findings
    }

    test('are not told by the audit as well', async () => {
      expect(await told({ 'eu-west-1/t': '2026-01-03T11:00:00Z' })).toMatchObject([
        { toldAs: 'unusual-activity' },
      ])
    })

    test.each(['eu-west-1/other', 'us-east-1/t'])('keep nothing untold of another one: %s', async (trail) => {
      expect(await told({ [trail]: '2026-01-03T11:00:00Z' })).toEqual([
        { subject: 'eu-west-1', what: OFF.what },
      ])
    })

    test('are told by the audit when they are off for longer than a day', async () => {
      expect((await told({ 'eu-west-1/t': '2026-01-01T11:00:00Z' }))[0]).not.toHaveProperty('toldAs')
    })

    test('keep nothing untold where no trail records at all', async () => {
      world.trail = OFF
      expect((await told({ 'eu-west-1/t': '2026-01-03T11:00:00Z' }))[0]).not.toHaveProperty('toldAs')
    })
  })

  test('that could not be read are no pass, and say why', async () => {
    world.trail = { state: 'unknown', what: 'The trails could not be read: AccessDeniedError.' }
    expect(await judgement()).toMatchObject({
      state: 'unknown',
      reason:
        'Of 1 zone it could not be told, of eu-west-1 first: The trails could not be read: AccessDeniedError.',
    })
  })
})

describe('What is seen of trails', () => {
  const store = createMemoryStore()
  const api = (over: object) => ({
    isDeployed: async () => true,
    look: async () => OFF,
    ...over,
  })

  test('is of the zones of the last run that looked at everything', async () => {
    await putRun(world.store, {
      runId: 's',
      startedAt: '2026-01-03T04:00:00.000Z',
      mode: 'quick',
      plan: 'gold',
      zones: [],
    })
    const asked: string[] = []
    const look = async (name: string) => {
      asked.push(name)
      return OFF
    }
    await readTrailSights({ store: world.store, trails: api({ look }) })
    expect(asked).toEqual(['eu-west-1'])
  })

  test.each<[string, Partial<RunReport>]>([
    ['failed as a whole', { state: 'failed', zones: [] }],
    ['failed, and knows some zones', { state: 'failed', zones: [summaryOf('eu-central-1')] }],
    ['looked at no zone', { state: 'partly', zones: [] }],
    ['somebody started for some zones', { someZones: true, zones: [summaryOf('eu-central-1')] }],
    [
      'somebody started by hand, perhaps for some zones',
      { startedBy: 'ada', zones: [summaryOf('eu-central-1')] },
    ],
  ])('is not of the zones of a run that %s', async (_, run) => {
    await putRun(world.store, {
      runId: 's',
      startedAt: '2026-01-03T04:00:00.000Z',
      mode: 'quick',
      ...run,
    })
    const sights = await readTrailSights({ store: world.store, trails: api({}) })
    expect(sights).toMatchObject({ type: 'seen', value: [{ zone: 'eu-west-1' }] })
  })

  test('is not known where no run says which zones there are: that would pass without a look', async () => {
    const store = createMemoryStore()
    await putRun(store, { runId: 's', startedAt: NOW, mode: 'quick', state: 'failed', zones: [] })
    expect(await readTrailSights({ store, trails: api({}) })).toMatchObject({ type: 'unseen' })
  })

  test('is nothing without a deployment, and not known before the first run', async () => {
    expect(await readTrailSights({ store, trails: api({ isDeployed: async () => false }) })).toMatchObject({
      type: 'none',
    })
    expect(await readTrailSights({ store, trails: api({}) })).toMatchObject({ type: 'unseen' })
  })

  test('says of a zone that refuses why, and looks at the others', async () => {
    const look = () => Promise.reject(new AccessDeniedError('DescribeTrails: no'))
    expect(await readTrailSights({ store: world.store, trails: api({ look }) })).toMatchObject({
      value: [
        { zone: 'eu-west-1', state: 'unknown', what: 'The trails could not be read: AccessDeniedError.' },
      ],
    })
  })
})
