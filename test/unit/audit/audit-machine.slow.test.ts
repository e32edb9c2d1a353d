import { describe, expect, test } from '@jest/globals'
import { ServiceFaultError } from '../../../shared/errors.ts'
import type { Alert } from '../../../shared/model/alert.ts'
import type { AuditReport } from '../../../shared/model/audit.ts'
import { fakeMetrics } from '../../fakes/fake-log.ts'
import type { PlayedAuditPorts } from '../../fakes/play-audit.ts'
import { playAudit } from '../../fakes/play-audit.ts'
import { AUDITED } from '../../fixtures/command-place.ts'
import type { AuditWorld } from './audit-world.ts'
import { fixtureWorld, putGoodRuns } from './audit-world.ts'

const DAY = 86_400_000

interface Played extends PlayedAuditPorts {
  readonly world: AuditWorld
  readonly told: Alert[]
  readonly metrics: ReturnType<typeof fakeMetrics>
}

async function played(name = 'good'): Promise<Played> {
  const world = await fixtureWorld(name)
  await putGoodRuns(world.store)
  const told: Alert[] = []
  const metrics = fakeMetrics()
  const alerts = { tell: async (all: readonly Alert[]) => void told.push(...all) }
  return {
    world,
    told,
    metrics,
    ports: () => world.ports(),
    reporting: { metrics, alerts, ...AUDITED },
    limit: () => ({ until: new Date(world.clock.now().getTime() + 3_600_000) }),
  }
}

function reportOf({ world: { store } }: Played, name = 'audit-1'): AuditReport {
  const [, held] = [...store.objects].find(([key]) => key.endsWith(`/${name}/report.json`)) ?? []
  return JSON.parse(Buffer.from(held?.bytes ?? []).toString()) as AuditReport
}

/** Audits every day until everything was read. */
async function playMonth(one: Played): Promise<string> {
  let name = ''
  for (let day = 0; day < 26; day += 1) {
    name = `day-${day}`
    await playAudit(one, name)
    one.world.clock.advance(DAY)
  }
  return name
}

describe('the audit state machine', () => {
  test('of a vault in which all is well succeeds, counts, and troubles nobody', async () => {
    const one = await played()
    expect((await playAudit(one)).status).toBe('SUCCEEDED')
    expect(reportOf(one).state).toBe('passed')
    expect(one.told).toEqual([])
    expect(one.metrics.totals).toMatchObject({
      AuditsEnded: 1,
      AuditsFailed: 0,
      FunctionsUnprotected: 0,
      AuditFindings: 0,
      IntegrityDamaged: 0,
      'OldestUnprotectedAge eu-west-1': 0,
    })
  })

  test('reads all blobs and all manifests within 26 daily audits', async () => {
    const one = await played()
    const last = await playMonth(one)
    const integrity = reportOf(one, last).controls.find(({ id }) => id === 'integrity')
    expect(integrity).toMatchObject({ state: 'passed' })
    expect(integrity?.evidence).toContainEqual({
      name: 'parts read in the last 30 days',
      value: '256 of 256',
    })
    expect(one.metrics.totals['BlobsHashed']).toBe(3)
  }, 60_000)

  test('tells of damage, and that it is over once it was mended', async () => {
    const [one, good] = [await played('blob-corrupt'), await played()]
    await playMonth(one)
    const damage = one.told.filter(({ kind }) => kind === 'integrity')
    expect(new Set(damage.map(({ key, state }) => `${state} ${key}`)).size).toBe(1)
    expect(damage[0]?.text).toContain('20260102T110000Z-a3b1c5c127a09ce2.json')
    for (const [key, held] of good.world.store.objects)
      if (key.startsWith('blobs/')) one.world.store.objects.set(key, held)
    one.told.length = 0
    await playAudit(one, 'mended')
    expect(one.told.filter(({ kind }) => kind === 'integrity').map(({ state }) => state)).toEqual(['ended'])
    one.told.length = 0
    await playAudit(one, 'later')
    expect(one.told.filter(({ kind }) => kind === 'integrity')).toEqual([])
  }, 60_000)

  test('goes on where it was when its time is up, and reads nothing twice', async () => {
    const one = await played()
    let left = 0
    const short = {
      ...one,
      // Every other step has no time at all.
      limit: () => ({ until: (left += 1) % 2 === 1 ? new Date(0) : new Date('2100-01-01') }),
    }
    for (let day = 0; day < 26; day += 1) {
      const { entered, status } = await playAudit(short, `day-${day}`)
      expect(status).toBe('SUCCEEDED')
      expect(entered).toContain('ReportAudit')
      one.world.clock.advance(DAY)
    }
    const parts = JSON.parse(
      Buffer.from(one.world.store.objects.get('audits/parts.json')!.bytes).toString(),
    ) as { parts: Record<string, { blobs: number }> }
    expect(Object.keys(parts.parts)).toHaveLength(256)
    expect(Object.values(parts.parts).reduce((sum, { blobs }) => sum + blobs, 0)).toBe(3)
  }, 60_000)

  test('that loses a shard says so, judges the rest, and fails', async () => {
    const one = await played()
    const HashBlobs = async (event: unknown) => {
      if ((event as { shard: number }).shard === 0) throw new ServiceFaultError('S3 is ill')
      return { done: true }
    }
    const { status } = await playAudit(one, 'audit-1', { HashBlobs })
    expect(status).toBe('FAILED')
    expect(reportOf(one)).toMatchObject({ state: 'failed', failure: { error: 'ServiceFaultError' } })
    expect(reportOf(one).controls.find(({ id }) => id === 'coverage')?.state).toBe('passed')
    expect(one.told.map(({ kind, state }) => [kind, state])).toEqual([['audit-finding', 'begun']])
  })

  test('that fails before it began tells people once', async () => {
    const one = await played()
    const PlanAudit = async () => {
      throw new TypeError('a defect')
    }
    expect((await playAudit(one, 'audit-1', { PlanAudit })).status).toBe('FAILED')
    expect(one.told).toHaveLength(1)
    expect(one.told[0]?.text).not.toContain('a defect')
    expect(one.metrics.totals).toMatchObject({ AuditsFailed: 1, AuditsEnded: 1 })
  })

  test('of which nobody could be told does not count as ended: an alarm is to tell that none ends', async () => {
    const one = await played()
    const alerts = { tell: () => Promise.reject(new TypeError('a defect')), flush: async () => {} }
    const untold = { ...one, reporting: { ...one.reporting, alerts } }
    expect((await playAudit(untold)).status).toBe('FAILED')
    expect(one.metrics.totals).not.toHaveProperty('AuditsEnded')
  })

  test('reads what a failed audit left first, and keeps to thirty days', async () => {
    const one = await played()
    const HashBlobs = async () => {
      throw new ServiceFaultError('S3 is ill')
    }
    for (let day = 0; day < 29; day += 1) {
      await playAudit(one, `ill-${day}`, { HashBlobs })
      one.world.clock.advance(DAY)
    }
    await playAudit(one, 'well')
    const integrity = reportOf(one, 'well').controls.find(({ id }) => id === 'integrity')
    expect(integrity?.evidence).toContainEqual({
      name: 'parts read in the last 30 days',
      value: '256 of 256',
    })
  }, 60_000)
})
