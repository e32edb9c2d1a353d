import { describe, expect, test } from '@jest/globals'
import { fieldsOf, playInsights } from '../../fakes/play-insights.ts'

const AT = new Date('2026-11-21T12:30:00.000Z')
const LINES = [
  { level: 'ERROR', message: 'failed', resource: 'a/b/c/d', error: { name: 'First' } },
  { level: 'ERROR', message: 'failed', error: { name: 'Second' } },
  { level: 'INFO', message: 'done | "well"', Latency: [30, 10] },
].map((line, minutes) => fieldsOf(line, new Date(AT.getTime() + minutes * 60_000)))

describe('a query of Logs Insights, as it is played here,', () => {
  test('finds members by dots and elements of lists by number', () => {
    expect(fieldsOf({ outcome: { type: 'deleted', list: [1] }, none: null }, AT)).toEqual({
      '@timestamp': AT.toISOString(),
      'outcome.type': 'deleted',
      'outcome.list.0': 1,
    })
  })

  test('leaves out what lacks a field, or has another value', () => {
    const found = playInsights(
      '# why\nfilter message in ["failed", "x"] and ispresent(resource)\n| display message',
      LINES,
    )
    expect(found).toEqual([{ message: 'failed' }])
    expect(playInsights('filter message = "done | \\"well\\"" | display level', LINES)).toEqual([
      { level: 'INFO' },
    ])
  })

  test('parses with wildcards, and keeps what does not match without the fields', () => {
    const found = playInsights('parse resource "*/*/*/*" as w, x, y, z | display w, z, level', LINES)
    expect(found).toEqual([{ w: 'a', z: 'd', level: 'ERROR' }, { level: 'ERROR' }, { level: 'INFO' }])
  })

  test('counts by groups, and sorts', () => {
    const query = 'stats count(*) as times, latest(@timestamp) as last by level | sort times desc'
    expect(playInsights(query, LINES)).toEqual([
      { level: 'ERROR', times: 2, last: '2026-11-21T12:31:00.000Z' },
      { level: 'INFO', times: 1, last: '2026-11-21T12:32:00.000Z' },
    ])
    const latency =
      'fields coalesce(Latency, Latency.0) as ms | filter ispresent(ms) | stats max(ms) as most by bin(1h)'
    expect(playInsights(latency, LINES)).toEqual([{ 'bin(1h)': '2026-11-21T12', most: 30 }])
  })

  test.each(['dedup message', 'filter message like /x/', 'stats sum(x) as y by z', 'parse a "*" as b, c'])(
    'is refused where it says what is not played: %s',
    (query) => {
      expect(() => playInsights(query, LINES)).toThrow()
    },
  )
})
