import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { runEnded, isTold } from '../../../../shared/alerts/messages/run-ended.ts'
import { runFailed, runsWorkAgain } from '../../../../shared/alerts/messages/run-failed.ts'
import { runAlerts } from '../../../../shared/alerts/run-alerts.ts'
import { Alert } from '../../../../shared/model/alert.ts'
import type { RunReport } from '../../../../shared/model/run.ts'
import { summarizeRun } from '../../../../shared/report/summarize-run.ts'
import { failedZone, summarizeZone } from '../../../../shared/report/summarize-zone.ts'
import {
  STARTED,
  functionNamed,
  later,
  outcome,
  runFacts,
  smallReport,
  stream,
} from '../../../fixtures/run-reports.ts'

const PLACE = {
  vaultUrl: 's3://backup-vault/prod',
  stack: 'holdfast-prod',
  hub: 'eu-west-1',
  written: true,
}
const ACCOUNT = '123456789012'

describe('the alert of a run that ended', () => {
  test('says in a few lines what an on-call person needs', async () => {
    expect(runEnded(await smallReport(), PLACE)).toEqual({
      kind: 'run-ended',
      key: 'run-ended:123456789012/nightly-20261121',
      state: 'once',
      severity: 'warning',
      subject: 'Holdfast: quick run partly done in 123456789012, 1 zone failed, 3 resources failed',
      text: [
        'PARTLY DONE: quick run, nightly-20261121, of account 123456789012 took 3 min 07 s.',
        'Found 1,194 in 3 zones: 2 captured, 1,190 unchanged, 1 deleted, 1 failed, 2 unaccounted for, 2 gaps.',
        'Zones failed: ap-south-1 (AccessDeniedError). First failure: eu-west-1/a|b<script>`x` (FunctionChangingError).',
        'Report: s3://backup-vault/prod/runs/2026-11-21/nightly-20261121/report.html',
        'Next: holdfast runs show nightly-20261121 --vault s3://backup-vault/prod',
      ].join('\n'),
      facts: [
        { name: 'Mode', value: 'quick' },
        { name: 'Duration', value: '3 min 07 s' },
        { name: 'Zones', value: '3' },
        { name: 'Found', value: '1,194' },
        { name: 'Captured', value: '2' },
        { name: 'Deleted', value: '1' },
        { name: 'Failed', value: '3' },
        { name: 'Gaps', value: '2' },
      ],
      next: ['holdfast runs show nightly-20261121 --vault s3://backup-vault/prod'],
      at: '2026-11-21T01:03:07.000Z',
      account: ACCOUNT,
      attributes: { runId: 'nightly-20261121', run: 'partly', mode: 'quick', failed: 3 },
    })
  })

  test('is good news when nothing failed, and names the plan that the run was for', async () => {
    const alert = runEnded({ ...(await quietReport()), plan: 'payments' }, PLACE)
    expect(alert.subject).toBe('Holdfast: quick run of plan payments succeeded in 123456789012, 7 found')
    expect(alert).toMatchObject({ severity: 'info', text: expect.stringContaining('Nothing failed.') })
  })

  test('names three zones and counts the others', () => {
    const failure = { error: 'ThrottledError', message: '', retryable: true }
    const zones = ['a-a', 'b-b', 'c-c', 'd-d', 'e-e']
    const summaries = zones.map((zone) =>
      failedZone({ zone, startedAt: STARTED, endedAt: later(1) }, failure),
    )
    const { text } = runEnded(summarizeRun(runFacts(zones), summaries), PLACE)
    expect(text).toContain('a-a (ThrottledError), b-b (ThrottledError), c-c (ThrottledError) and 2 more')
  })
})

describe('whether a run is told', () => {
  test.each([
    ['always', 'a quiet run', true],
    ['changes', 'a quiet run', false],
    ['failure', 'a quiet run', false],
    ['changes', 'a run with a new point', true],
    ['failure', 'a run with a new point', false],
    ['failure', 'a run of which a part failed', true],
    ['failure', 'a run that was asked for a zone that is not there', true],
  ] as const)('%s: %s: %s', async (when, what, told) => {
    const quiet = await quietReport()
    const reports: Record<typeof what, RunReport> = {
      'a quiet run': quiet,
      'a run with a new point': { ...quiet, totals: { ...quiet.totals, captured: 1 } },
      'a run of which a part failed': await smallReport(),
      'a run that was asked for a zone that is not there': { ...quiet, unknownZones: ['xx-y-1'] },
    }
    expect(isTold(reports[what], when)).toBe(told)
  })
})

describe('the alert of a run that failed', () => {
  const failure = { error: 'States.Timeout', message: 'secret', retryable: true }
  const report = summarizeRun(runFacts([], { failure }), [])

  test('is critical, says by what, and begins a problem', () => {
    const alert = runFailed(report, { ...PLACE, written: false })
    expect(alert).toMatchObject({
      kind: 'run-failed',
      key: 'run-failed:123456789012',
      state: 'begun',
      severity: 'critical',
      subject: 'Holdfast: quick run failed in 123456789012, States.Timeout',
      next: [
        'holdfast doctor --stack holdfast-prod --hub eu-west-1',
        'holdfast runs --vault s3://backup-vault/prod',
        'holdfast backup --all --vault s3://backup-vault/prod',
      ],
    })
    expect(alert.text).toContain('Report: could not be written')
    expect(JSON.stringify(alert)).not.toContain('secret')
  })

  test('is over when a run of everything comes to its end', async () => {
    const over = runsWorkAgain(await quietReport(), PLACE)
    expect(over).toMatchObject({ key: runFailed(report, PLACE).key, state: 'ended', severity: 'info' })
    expect(over.subject).toBe('Holdfast: runs work again in 123456789012')
  })
})

describe('everything that a run tells', () => {
  test('is how it ended, its zones, what is gone, and gaps that do not close by themselves', async () => {
    const notEnrolled = [{ zone: 'us-east-1', error: 'AccessDeniedError', message: 'secret' }]
    const alerts = runAlerts({ ...(await smallReport()), notEnrolled }, PLACE, 'failure')
    expect(alerts.map(({ kind, state, key }) => `${kind} ${state} ${key.replace(/^[^:]*:/, '')}`)).toEqual([
      'run-failed ended 123456789012',
      'run-ended once 123456789012/nightly-20261121',
      'zone-changed once new/123456789012/nightly-20261121',
      'zone-changed once vanished/123456789012/nightly-20261121',
      'zone-changed begun not-enrolled/123456789012/us-east-1',
      'zone-changed ended not-enrolled/123456789012/ap-south-1',
      'zone-changed ended not-enrolled/123456789012/eu-west-1',
      'gap begun 123456789012/eu-west-1/function/stock-sync/policy',
      'gap begun 123456789012/eu-west-1/function/stock-sync/versions/3/code',
    ])
    expect(JSON.stringify(alerts)).not.toContain('secret')
  })

  test.each([{}, { plan: 'payments' }, { someZones: true as const }])(
    'says that runs work again only if it was of everything: %j',
    async (part) => {
      const alerts = runAlerts({ ...(await quietReport()), ...part }, PLACE, 'always')
      const ends = alerts.filter(({ kind }) => kind === 'run-failed').map(({ state }) => state)
      expect(ends).toEqual('plan' in part || 'someZones' in part ? [] : ['ended'])
    },
  )

  test('names what is gone by its tombstone', async () => {
    const gone = outcome.deleted(functionNamed('old'))
    const lines = [{ ...gone, manifest: 'points/old.json' } as typeof gone]
    const zone = await summarizeZone(facts(1), stream(lines))
    const told = runAlerts(summarizeRun(runFacts(['eu-west-1']), [zone]), PLACE, 'failure')
    expect(told.map(({ kind, state, key }) => [kind, state, key])).toEqual(
      expect.arrayContaining([['function-deleted', 'once', 'function-deleted:points/old.json']]),
    )
  })

  test('is always what SNS takes, and never has a message in it, whatever is reported', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 300 })
    await fc.assert(
      fc.asyncProperty(text, text, fc.string(), async (name, error, secret) => {
        const line = outcome.failed(functionNamed(`${name}x`), error, `TOKEN${secret}`)
        const gap = { part: `${error}p`, reason: 'access-denied', message: `TOKEN${secret}` } as const
        const point = outcome.captured(functionNamed(`${name}x`), { gaps: [gap] })
        const zone = await summarizeZone(facts(2), stream([line, point]))
        for (const alert of runAlerts(summarizeRun(runFacts(['eu-west-1']), [zone]), PLACE, 'always')) {
          expect(Alert.safeParse(alert).error).toBeUndefined()
          expect(alert.text).toMatch(/^[\x20-\x7e\n]*$/)
          expect(alert.text).not.toContain('TOKEN')
        }
      }),
      { numRuns: 50 },
    )
  })
})

function facts(planned: number) {
  const usage = { apiCalls: {}, throttled: 0 }
  return {
    zone: 'eu-west-1',
    startedAt: STARTED,
    endedAt: later(1),
    found: 7,
    unchanged: 7 - planned,
    planned,
    usage,
  }
}

async function quietReport(): Promise<RunReport> {
  return summarizeRun(runFacts(['eu-west-1']), [await summarizeZone(facts(0), stream([]))])
}
