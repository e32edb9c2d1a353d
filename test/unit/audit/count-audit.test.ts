import { describe, expect, test } from '@jest/globals'
import { reportAudit } from '../../../shared/audit/report-audit.ts'
import type { Alert } from '../../../shared/model/alert.ts'
import type { ZoneSummary } from '../../../shared/model/run.ts'
import { emptyTally } from '../../../shared/report/tally.ts'
import { fakeMetrics } from '../../fakes/fake-log.ts'
import type { AuditWorld } from './audit-world.ts'
import { fixtureWorld, putGoodRuns, putRun } from './audit-world.ts'
import { DEPLOYMENT } from '../../fixtures/command-place.ts'

const LIMIT = 3_600_000

/** What a run says of a zone that it saw. */
const ZONE: ZoneSummary = {
  zone: 'eu-west-1',
  state: 'partly',
  startedAt: '2026-01-03T04:05:00.000Z',
  endedAt: '2026-01-03T04:06:00.000Z',
  ...emptyTally(),
  deleted: [],
  failed: [],
  gaps: [],
  failureKinds: [],
  gapKinds: [],
}

/** The numbers of an audit of a deployment, and how many people are told of what. */
async function counted(world: AuditWorld, milliseconds = LIMIT) {
  const metrics = fakeMetrics()
  const told: Alert[] = []
  const ports = {
    ...world.ports(),
    metrics,
    account: '123456789012',
    areRunsWatched: true,
    areCopiesWatched: true,
    deployment: DEPLOYMENT,
    alerts: { tell: async (all: readonly Alert[]) => void told.push(...all) },
  }
  const now = world.clock.now()
  const end = {
    audit: { auditId: 'audit-1', startedAt: now.toISOString() },
    startedBy: 'ada',
  }
  const report = await reportAudit(ports, end, { until: new Date(now.getTime() + milliseconds) })
  const kinds = (kind: string) => told.filter((one) => one.kind === kind).length
  return { totals: metrics.totals, report, kinds }
}

async function world(name = 'good'): Promise<AuditWorld> {
  const made = await fixtureWorld(name)
  await putGoodRuns(made.store)
  return made
}

describe('the numbers of an audit', () => {
  test('are 0 where all was looked at and all is well', async () => {
    const { totals } = await counted(await world())
    expect(totals).toMatchObject({
      FunctionsUnprotected: 0,
      IntegrityDamaged: 0,
      'OldestUnprotectedAge eu-west-1': 0,
    })
  })

  test('count a function that no run could ever capture, of which people are told', async () => {
    const one = await world()
    const resource = { account: '123456789012', zone: 'eu-west-1', kind: 'function', name: 'new' } as const
    const failure = { error: 'AccessDeniedError', message: '', retryable: false }
    await putRun(one.store, {
      runId: 'newest',
      startedAt: '2026-01-03T04:05:00.000Z',
      mode: 'quick',
      zones: [{ ...ZONE, failed: [{ resource, failure }] }],
    })
    const { totals, kinds } = await counted(one)
    expect([totals['FunctionsUnprotected'], kinds('function-unprotected')]).toEqual([1, 1])
    // It has no age, and the zone is not within its objectives.
    expect(totals).not.toHaveProperty('OldestUnprotectedAge eu-west-1')
  })

  test.each(['manifest-truncated', 'pointer-to-nothing'])(
    'count what cannot be read in the vault %s as unprotected and as damage',
    async (name) => {
      const { totals, kinds } = await counted(await world(name))
      expect(totals).toMatchObject({ FunctionsUnprotected: 1, IntegrityDamaged: 1 })
      expect([kinds('function-unprotected'), kinds('integrity')]).toEqual([1, 1])
    },
  )

  test('are missing where a look came to its time and had found nothing', async () => {
    const { totals, report } = await counted(await world(), 0)
    expect(report.controls.find(({ id }) => id === 'coverage')?.state).toBe('unknown')
    expect(totals).not.toHaveProperty('FunctionsUnprotected')
    expect(totals).not.toHaveProperty('OldestUnprotectedAge eu-west-1')
  })

  test('say of restore tests that were never made since when they are asked for', async () => {
    const one = await world()
    one.schedules = {
      quick: 'rate(1 day)',
      deep: 'rate(7 days)',
      retention: 'rate(1 day)',
      restoreTests: 'rate(1 day)',
      copies: undefined,
      timeZone: 'UTC',
    }
    expect((await counted(one)).totals['RestoreTestAge']).toBe(0)
    one.clock.advance(3 * 86_400_000)
    expect((await counted(one)).totals['RestoreTestAge']).toBe(3 * 86_400)
  })
})
