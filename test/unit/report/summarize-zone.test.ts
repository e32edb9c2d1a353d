import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { OutcomeLine } from '../../../shared/model/run.ts'
import { ZoneSummary } from '../../../shared/model/run.ts'
import type { ZoneFacts } from '../../../shared/report/summarize-zone.ts'
import { LISTED, failedZone, summarizeZone } from '../../../shared/report/summarize-zone.ts'
import { STARTED, functionNamed, later, outcome, stream } from '../../fixtures/run-reports.ts'

function facts(planned: number, more: Partial<ZoneFacts> = {}): ZoneFacts {
  const usage = { apiCalls: {}, throttled: 0 }
  return {
    zone: 'eu-west-1',
    startedAt: STARTED,
    endedAt: later(5),
    found: planned,
    unchanged: 0,
    planned,
    usage,
    ...more,
  }
}

describe('The summary of a zone', () => {
  test('counts each type of outcome, on top of what the listing alone showed', async () => {
    const lines = [
      outcome.captured(functionNamed('a'), { bytesStored: 10, bytesDeduplicated: 3 }),
      outcome.captured(functionNamed('b'), { bytesStored: 5 }),
      outcome.unchanged(functionNamed('c')),
      outcome.deleted(functionNamed('d')),
      { type: 'ignored', reason: 'scratch' } as const,
    ]
    const summary = await summarizeZone(facts(5, { found: 104, unchanged: 100 }), stream(lines))
    expect(summary).toMatchObject({
      state: 'done',
      found: 104,
      captured: 2,
      unchanged: 101,
      deletedCount: 1,
      ignored: 1,
      unaccounted: 0,
      bytesStored: 15,
      bytesDeduplicated: 3,
      deleted: [functionNamed('d')],
    })
  })

  test('adds what the shards cost to what the listing cost, by service', async () => {
    const usage = { apiCalls: { lambda: 2 }, throttled: 1 }
    const lines = [outcome.shardEnd({ lambda: 30, iam: 4 }, 2), outcome.shardEnd({ iam: 1 })]
    const summary = await summarizeZone(facts(0, { usage }), stream(lines))
    expect(summary).toMatchObject({ apiCalls: { lambda: 32, iam: 5 }, throttled: 3 })
  })

  test('lists no gaps that are over, and is still one where it was written with them', async () => {
    const closed = { ...outcome.captured(functionNamed('a')), closedGaps: ['policy'] } as OutcomeLine
    const summary = await summarizeZone(facts(1), stream([closed]))
    expect(summary).not.toHaveProperty('closedGaps')
    const before = { ...summary, closedGaps: [{ resource: functionNamed('a'), part: 'policy' }] }
    expect(ZoneSummary.parse(before)).toEqual(before)
  })

  test('is partly done when one resource failed, and names it', async () => {
    const summary = await summarizeZone(facts(1), stream([outcome.failed(functionNamed('a'))]))
    expect(summary.state).toBe('partly')
    expect(summary.failed).toEqual([
      {
        resource: functionNamed('a'),
        failure: { error: 'ThrottledError', message: 'Rate exceeded', retryable: true },
      },
    ])
  })

  test('is partly done when a planned resource has no outcome', async () => {
    const summary = await summarizeZone(facts(3), stream([outcome.unchanged(functionNamed('a'))]))
    expect(summary).toMatchObject({ state: 'partly', unaccounted: 2 })
  })

  test('is done with gaps, and tells their kinds and reasons', async () => {
    const gap = (part: string) => ({ part, reason: 'access-denied' as const, message: 'denied' })
    const lines = [
      outcome.captured(functionNamed('a'), { gaps: [gap('policy'), gap('versions/1/code')] }),
      { ...outcome.unchanged(functionNamed('b')), gaps: [gap('versions/7/policy')] } as OutcomeLine,
    ]
    const summary = await summarizeZone(facts(2), stream(lines))
    expect(summary).toMatchObject({ state: 'done', gapCount: 3 })
    expect(summary.gapKinds).toEqual([
      { part: 'versions', reason: 'access-denied', count: 2 },
      { part: 'policy', reason: 'access-denied', count: 1 },
    ])
    expect(summary.gaps.map(({ resource, part }) => [resource.name, part])).toEqual([
      ['a', 'policy'],
      ['a', 'versions/1/code'],
      ['b', 'versions/7/policy'],
    ])
  })

  test('lists so many failures and no more, but counts all of them', async () => {
    const total = LISTED.failed + 5
    const lines = Array.from({ length: total }, (_, index) => outcome.failed(functionNamed(`f${index}`)))
    const summary = await summarizeZone(facts(total), stream(lines))
    expect(summary.failed).toHaveLength(LISTED.failed)
    expect(summary.failedCount).toBe(total)
    expect(summary.failureKinds).toEqual([{ error: 'ThrottledError', count: total }])
  })

  test('reads 100,000 outcomes one after another, never ahead of what it has counted', async () => {
    const total = 100_000
    let index = 0
    let asked = 0
    let mostAsked = 0
    const next = async (): Promise<IteratorResult<OutcomeLine>> => {
      asked += 1
      mostAsked = Math.max(mostAsked, asked)
      await Promise.resolve()
      asked -= 1
      index += 1
      if (index > total) return { done: true, value: undefined }
      return { value: outcome.unchanged(functionNamed(`f${index}`)) }
    }
    const lines = { [Symbol.asyncIterator]: () => ({ next }) }
    const summary = await summarizeZone(facts(total), lines)
    expect(mostAsked).toBe(1)
    expect(summary.unchanged).toBe(total)
    expect(JSON.stringify(summary).length).toBeLessThan(1000)
  })

  test('never shows the signature of an address that an error quotes', async () => {
    const message =
      'GET https://awslambda.s3.amazonaws.com/x.zip?X-Amz-Security-Token=SECRET&X-Amz-Signature=abc failed'
    const summary = await summarizeZone(
      facts(1),
      stream([outcome.failed(functionNamed('a'), 'ServiceFaultError', message)]),
    )
    expect(JSON.stringify(summary)).not.toMatch(/SECRET|Signature/)
    expect(summary.failed[0]?.failure.message).toBe('GET https://awslambda.s3.amazonaws.com/x.zip?… failed')
  })

  test('of a zone that could not be read is failed, for that reason, with nothing found', () => {
    const failure = { error: 'AccessDeniedError', message: 'no', retryable: false }
    const summary = failedZone({ zone: 'eu-west-1', startedAt: STARTED, endedAt: later(1) }, failure)
    expect(ZoneSummary.parse(summary)).toMatchObject({ state: 'failed', failure, found: 0, unaccounted: 0 })
  })

  test('accounts for every planned resource, whatever happened', async () => {
    const type = fc.constantFrom('captured', 'unchanged', 'deleted', 'failed', 'ignored', 'lost')
    await fc.assert(
      fc.asyncProperty(fc.array(type, { maxLength: 50 }), async (types) => {
        const summary = await summarizeZone(facts(types.length), stream(types.flatMap(lineOf)))
        const { captured, unchanged, deletedCount, failedCount, ignored, unaccounted } =
          ZoneSummary.parse(summary)
        expect(captured + unchanged + deletedCount + failedCount + ignored + unaccounted).toBe(types.length)
        expect(summary.state).toBe(
          types.some((type) => type === 'failed' || type === 'lost') ? 'partly' : 'done',
        )
      }),
    )
  })
})

function lineOf(type: string, index: number): OutcomeLine[] {
  const resource = functionNamed(`f${index}`)
  if (type === 'lost') return []
  if (type === 'ignored') return [{ type, reason: 'scratch' }]
  return [outcome[type as 'captured' | 'unchanged' | 'deleted' | 'failed'](resource)]
}
