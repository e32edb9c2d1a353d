import { describe, expect, test } from '@jest/globals'
import { RunReport } from '../../../shared/model/run.ts'
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

const NOTHING = { apiCalls: {}, throttled: 0 }

async function doneZone(zone: string, found = 3) {
  const place = { zone, startedAt: STARTED, endedAt: later(5) }
  return await summarizeZone({ ...place, found, unchanged: found, planned: 0, usage: NOTHING }, stream([]))
}

async function partlyZone(zone: string) {
  const place = { zone, startedAt: STARTED, endedAt: later(5) }
  const line = outcome.failed(functionNamed('a', zone))
  return await summarizeZone({ ...place, found: 1, unchanged: 0, planned: 1, usage: NOTHING }, stream([line]))
}

function lostZone(zone: string) {
  const failure = { error: 'AccessDeniedError', message: 'no', retryable: false }
  return failedZone({ zone, startedAt: STARTED, endedAt: later(5) }, failure)
}

describe('The report of a run', () => {
  test('adds up its zones, and is valid', async () => {
    const report = await smallReport()
    expect(RunReport.parse(report)).toEqual(report)
    expect(report.totals).toEqual({
      found: 1194,
      captured: 2,
      unchanged: 1190,
      deletedCount: 1,
      failedCount: 1,
      ignored: 0,
      unaccounted: 2,
      gapCount: 2,
      bytesStored: 4_200_000,
      bytesDeduplicated: 52_429_800,
      apiCalls: { lambda: 55, iam: 6 },
      throttled: 2,
    })
  })

  test('succeeded when every zone is done', async () => {
    const report = summarizeRun(runFacts(['eu-west-1', 'edge']), [
      await doneZone('eu-west-1'),
      await doneZone('edge'),
    ])
    expect(report.state).toBe('succeeded')
    expect(report.failure).toBeUndefined()
  })

  test('is partly done when one zone is', async () => {
    const zones = [await doneZone('eu-west-1'), await partlyZone('edge')]
    expect(summarizeRun(runFacts(['eu-west-1', 'edge']), zones).state).toBe('partly')
  })

  test('is partly done when one zone could not be read', async () => {
    const zones = [await doneZone('eu-west-1'), lostZone('edge')]
    expect(summarizeRun(runFacts(['eu-west-1', 'edge']), zones).state).toBe('partly')
  })

  test('never forgets a zone that left no summary: it failed, with the reason that is known', async () => {
    const reason = { error: 'States.Timeout', message: 'PlanZone took too long', retryable: true }
    const facts = runFacts(['eu-west-1', 'edge', 'us-east-1'], { zoneFailures: new Map([['edge', reason]]) })
    const report = summarizeRun(facts, [await doneZone('eu-west-1')])
    expect(report.state).toBe('partly')
    expect(report.zones.map(({ zone, state, failure }) => [zone, state, failure?.error])).toEqual([
      ['edge', 'failed', 'States.Timeout'],
      ['eu-west-1', 'done', undefined],
      ['us-east-1', 'failed', 'ZoneUnfinished'],
    ])
  })

  test('keeps the summary of a zone that nobody asked for', async () => {
    const report = summarizeRun(runFacts([]), [await doneZone('eu-west-1')])
    expect(report.zones.map(({ zone }) => zone)).toEqual(['eu-west-1'])
  })

  test('failed when not one zone could be read', () => {
    expect(summarizeRun(runFacts(['edge']), [lostZone('edge')])).toMatchObject({
      state: 'failed',
      failure: { error: 'NoZoneRead' },
    })
  })

  test('failed when there was no zone at all', () => {
    expect(summarizeRun(runFacts([]), [])).toMatchObject({
      state: 'failed',
      failure: { error: 'NoZoneRead' },
    })
  })

  test('failed when the run itself ended early, whatever its zones say', async () => {
    const failure = { error: 'VaultUnavailableError', message: 'gone', retryable: true }
    const report = summarizeRun(runFacts(['edge'], { failure }), [await doneZone('edge')])
    expect(report).toMatchObject({ state: 'failed', failure })
  })
})
