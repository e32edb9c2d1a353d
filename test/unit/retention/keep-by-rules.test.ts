import { describe, expect, test } from '@jest/globals'
import { RetentionRules } from '../../../shared/model/retention.ts'
import { keepByRules } from '../../../shared/retention/keep-by-rules.ts'
import { createLocalTime } from '../../../shared/retention/local-time.ts'

/** What is kept of some times, and why; in order of time. */
function kept(times: readonly string[], given: Partial<RetentionRules>): Readonly<Record<string, string>> {
  const rules = RetentionRules.parse(given)
  const sorted = times.map((time) => new Date(time)).toSorted((a, b) => b.getTime() - a.getTime())
  const reasons = keepByRules(sorted, rules, createLocalTime(rules.timeZone))
  const pairs = sorted.map((time, index) => [label(time), reasons[index]!.join(', ')] as const)
  return Object.fromEntries(pairs.filter(([, why]) => why !== '').toReversed())
}

function label(time: Date): string {
  return time.toISOString().slice(0, 16).replace('T', ' ').replace(' 11:00', '')
}

/** `count` times, a number of days apart, the last at a time. */
function series(count: number, days: number, last: string): readonly string[] {
  const end = Date.parse(last)
  return Array.from({ length: count }, (_, back) => new Date(end - back * days * 86_400_000).toISOString())
}

// The twelve Sundays of restic's documentation ("Removing snapshots according to a policy").
const SUNDAYS = series(12, 7, '2019-11-17T11:00:00Z')

describe('keep rules mean what they mean in restic', () => {
  test('four daily ones of twelve Sundays are the last four Sundays', () => {
    expect(kept(SUNDAYS, { daily: 4 })).toEqual({
      '2019-10-27': 'daily',
      '2019-11-03': 'daily',
      '2019-11-10': 'daily',
      '2019-11-17': 'daily',
    })
  })

  test('of a point a day for a hundred years, the documented policy keeps 7, 4 more, 11 more and 73 more', () => {
    // 22 November 2026 is a Sunday; the last days of its month and year are among the others.
    const days = series(36_525, 1, '2026-11-22T11:00:00Z')
    const found = kept(days, { daily: 7, weekly: 5, monthly: 12, yearly: 75 })
    const count = (rule: string) =>
      Object.values(found).filter((why) => why.split(', ').includes(rule)).length
    expect([count('daily'), count('weekly'), count('monthly'), count('yearly')]).toEqual([7, 5, 12, 75])
    expect(Object.keys(found).length).toBe(7 + 4 + 11 + 73)
  })

  test('the same by time: daily for a week, weekly for a month, monthly for a year', () => {
    const days = series(800, 1, '2026-11-21T11:00:00Z')
    const found = kept(days, {
      withinDaily: { days: 7 },
      withinWeekly: { months: 1 },
      withinMonthly: { years: 1 },
    })
    expect(Object.keys(found)).toEqual([
      '2025-11-30',
      '2025-12-31',
      '2026-01-31',
      '2026-02-28',
      '2026-03-31',
      '2026-04-30',
      '2026-05-31',
      '2026-06-30',
      '2026-07-31',
      '2026-08-31',
      '2026-09-30',
      '2026-10-25',
      '2026-10-31',
      '2026-11-01',
      '2026-11-08',
      '2026-11-15',
      '2026-11-16',
      '2026-11-17',
      '2026-11-18',
      '2026-11-19',
      '2026-11-20',
      '2026-11-21',
    ])
  })

  test.each<readonly [string, Partial<RetentionRules>, Readonly<Record<string, string>>]>([
    ['last', { last: 2 }, { '2026-11-21 16:40': 'last', '2026-11-21 18:20': 'last' }],
    ['hourly', { hourly: 2 }, { '2026-11-21 16:40': 'hourly', '2026-11-21 18:20': 'hourly' }],
    [
      'daily, and the oldest while fewer days than asked for have a point',
      { daily: 5 },
      { '2025-12-31 23:50': 'daily', '2026-11-20 09:00': 'daily', '2026-11-21 18:20': 'daily' },
    ],
    ['weekly; Monday begins one', { weekly: 1, last: 1 }, { '2026-11-21 18:20': 'last, weekly' }],
    [
      'monthly, the oldest of which is not the newest of its month',
      { monthly: 3 },
      { '2025-12-31 23:50': 'monthly', '2026-11-21 18:20': 'monthly' },
    ],
    ['yearly', { yearly: 1 }, { '2026-11-21 18:20': 'yearly' }],
    [
      'within, back from the newest point',
      { within: { hours: 2 } },
      { '2026-11-21 16:30': 'within 2h', '2026-11-21 16:40': 'within 2h', '2026-11-21 18:20': 'within 2h' },
    ],
    [
      'hourly within',
      { withinHourly: { days: 1 } },
      { '2026-11-21 16:40': 'hourly within 1d', '2026-11-21 18:20': 'hourly within 1d' },
    ],
    [
      'unlimited',
      { daily: 'unlimited' },
      { '2025-12-31 23:50': 'daily', '2026-11-20 09:00': 'daily', '2026-11-21 18:20': 'daily' },
    ],
    [
      'days of a time zone: in Tokyo 16:30 UTC is tomorrow',
      { daily: 2, timeZone: 'Asia/Tokyo' },
      { '2026-11-20 09:00': 'daily', '2026-11-21 18:20': 'daily' },
    ],
  ])('%s', (_what, rules, expected) => {
    const times = [
      '2025-12-31T23:50:00Z',
      '2026-11-20T09:00:00Z',
      '2026-11-21T16:30:00Z',
      '2026-11-21T16:40:00Z',
      '2026-11-21T18:20:00Z',
    ]
    expect(kept(times, rules)).toEqual(expected)
  })

  test('the oldest point of all is kept although its day has a newer one, while fewer were kept than asked for', () => {
    const times = ['2026-11-20T08:00:00Z', '2026-11-20T09:00:00Z', '2026-11-21T10:00:00Z']
    expect(kept(times, { daily: 3 })).toEqual({
      '2026-11-20 08:00': 'oldest daily',
      '2026-11-20 09:00': 'daily',
      '2026-11-21 10:00': 'daily',
    })
    expect(Object.keys(kept(times, { daily: 2 }))).toEqual(['2026-11-20 09:00', '2026-11-21 10:00'])
  })

  test('an intruder who adds points pushes none out of a time window', () => {
    const good = ['2026-11-20T10:00:00Z']
    const added = Array.from({ length: 50 }, (_, n) => `2026-11-21T10:00:${String(n).padStart(2, '0')}Z`)
    expect(kept([...good, ...added], { last: 10 })).not.toHaveProperty('2026-11-20 10:00')
    expect(kept([...good, ...added], { withinDaily: { days: 30 } })).toHaveProperty('2026-11-20 10:00')
  })
})
