import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { alertText } from '../../../shared/report/alert-text.ts'
import { summarizeRun } from '../../../shared/report/summarize-run.ts'
import { failedZone, summarizeZone } from '../../../shared/report/summarize-zone.ts'
import {
  STARTED,
  functionNamed,
  later,
  outcome,
  runFacts,
  smallReport,
  stream,
} from '../../fixtures/run-reports.ts'

const PLACE = { vaultUrl: 's3://backup-vault/prod', written: true }
const USAGE = { apiCalls: {}, throttled: 0 }

describe('The alert of a run', () => {
  test('says in five lines what an on-call person needs', async () => {
    expect(alertText(await smallReport(), PLACE)).toEqual({
      subject: 'Holdfast: quick run partly done in 123456789012, 1 zone failed, 3 resources failed',
      text: [
        'PARTLY DONE: quick run nightly-20261121 of account 123456789012 took 3 min 07 s.',
        'Found 1,194 in 3 zones: 2 captured, 1,190 unchanged, 1 deleted, 1 failed, 2 unaccounted for, 2 gaps.',
        'Zones failed: ap-south-1 (AccessDeniedError). First failure: eu-west-1/a|b<script>`x` (FunctionChangingError). Vanished zones: me-south-1. New zones: ap-south-1.',
        'Report: s3://backup-vault/prod/runs/2026-11-21/nightly-20261121/report.html',
        'Next: holdfast runs show nightly-20261121 --vault s3://backup-vault/prod',
      ].join('\n'),
      attributes: {
        event: 'run',
        severity: 'warning',
        state: 'partly',
        account: '123456789012',
        mode: 'quick',
        runId: 'nightly-20261121',
        failed: 3,
        gaps: 2,
      },
    })
  })

  test('is good news when nothing failed', async () => {
    const alert = alertText(await quietReport(), PLACE)
    expect(alert.subject).toBe('Holdfast: quick run succeeded in 123456789012, 7 found')
    expect(alert.text.split('\n')[2]).toBe('Nothing failed.')
    expect(alert.attributes['severity']).toBe('info')
  })

  test('warns when a zone vanished, though nothing failed', async () => {
    const alert = alertText({ ...(await quietReport()), vanishedZones: ['me-south-1'] }, PLACE)
    expect(alert.attributes['severity']).toBe('warning')
  })

  test('warns of zones that are not there and of changes that are not noticed', async () => {
    const notEnrolled = [{ zone: 'ap-south-1', error: 'AccessDeniedError', message: 'secret' }]
    const alert = alertText({ ...(await quietReport()), unknownZones: ['xx-y-1'], notEnrolled }, PLACE)
    expect(alert.text.split('\n')[2]).toBe(
      'Changes not noticed in: ap-south-1 (AccessDeniedError). Unknown zones: xx-y-1.',
    )
    expect(alert.attributes['severity']).toBe('warning')
  })

  test('is critical when the run failed, and says by what', () => {
    const failure = { error: 'States.Timeout', message: 'secret', retryable: true }
    const alert = alertText(summarizeRun(runFacts([], { failure }), []), { ...PLACE, written: false })
    expect(alert.attributes).toMatchObject({ severity: 'critical', state: 'failed' })
    expect(alert.text).toContain('The run failed: States.Timeout.')
    expect(alert.text).toContain('Report: could not be written')
    expect(alert.text).toContain('Next: holdfast runs --vault s3://backup-vault/prod')
  })

  test('names three zones and counts the others', () => {
    const failure = { error: 'ThrottledError', message: '', retryable: true }
    const zones = ['a-a', 'b-b', 'c-c', 'd-d', 'e-e']
    const summaries = zones.map((zone) =>
      failedZone({ zone, startedAt: STARTED, endedAt: later(1) }, failure),
    )
    const { text } = alertText(summarizeRun(runFacts(zones), summaries), PLACE)
    expect(text).toContain('a-a (ThrottledError), b-b (ThrottledError), c-c (ThrottledError) and 2 more')
  })

  test('is always what SNS takes, and never has a message in it, whatever is reported', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 300 })
    await fc.assert(
      fc.asyncProperty(text, text, fc.string(), async (name, error, secret) => {
        const line = outcome.failed(functionNamed(`${name}x`), error, `TOKEN${secret}`)
        const facts = {
          zone: 'eu-west-1',
          startedAt: STARTED,
          endedAt: later(1),
          found: 1,
          unchanged: 0,
          planned: 1,
          usage: USAGE,
        }
        const report = summarizeRun(runFacts(['eu-west-1']), [await summarizeZone(facts, stream([line]))])
        const alert = alertText(report, PLACE)
        expect(alert.subject).toMatch(/^[\x20-\x7e]{1,99}$/)
        expect(alert.text.split('\n')).toHaveLength(5)
        expect(alert.text.length).toBeLessThan(2000)
        expect(alert.text).toMatch(/^[\x20-\x7e\n]*$/)
        expect(alert.text).not.toContain('TOKEN')
      }),
    )
  })
})

async function quietReport() {
  const facts = {
    zone: 'eu-west-1',
    startedAt: STARTED,
    endedAt: later(1),
    found: 7,
    unchanged: 7,
    planned: 0,
    usage: USAGE,
  }
  return summarizeRun(runFacts(['eu-west-1']), [await summarizeZone(facts, stream([]))])
}
