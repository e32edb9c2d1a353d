import { describe, expect, test } from '@jest/globals'
import { createLocalTime } from '../../../shared/retention/local-time.ts'

const at = (text: string) => new Date(text)

describe('the time of a zone', () => {
  test.each([
    // The clock in Berlin goes from 02:00 to 03:00 on 29 March 2026, back from 03:00 to 02:00 on 25 October.
    ['Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29T21:59:59Z'],
    ['Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25T22:59:59Z'],
    ['Asia/Kathmandu', '2026-01-01T18:15:00Z', '2026-01-02T18:14:59Z'],
    ['America/St_Johns', '2026-01-02T03:30:00Z', '2026-01-03T03:29:59Z'],
  ])('a day in %s goes from %s to %s', (zone, first, last) => {
    const { day } = createLocalTime(zone)
    expect(day(at(first))).toBe(day(at(last)))
    expect(day(new Date(at(first).getTime() - 1))).toBe(day(at(first)) - 1)
    expect(day(new Date(at(last).getTime() + 1000))).toBe(day(at(last)) + 1)
  })

  test('the hour that Berlin has twice is one hour', () => {
    const { hour } = createLocalTime('Europe/Berlin')
    expect(hour(at('2026-10-25T00:30:00Z'))).toBe(hour(at('2026-10-25T01:30:00Z')))
  })

  test('weeks go from Monday to Sunday, over the end of a year too', () => {
    const { week } = createLocalTime('UTC')
    expect(week(at('2025-12-29T00:00:00Z'))).toBe(week(at('2026-01-04T23:59:59Z')))
    expect(week(at('2025-12-28T23:59:59Z'))).toBe(week(at('2025-12-29T00:00:00Z')) - 1)
  })

  test('months and years follow the zone, not UTC', () => {
    const { month, year } = createLocalTime('Asia/Tokyo')
    expect(year(at('2025-12-31T15:00:00Z'))).toBe(2026)
    expect(month(at('2025-12-31T15:00:00Z')) - month(at('2025-12-31T14:59:59Z'))).toBe(1)
  })

  test.each([
    ['UTC', '2026-03-31T12:00:00Z', { months: 1 }, '2026-03-03T12:00:00Z'],
    ['UTC', '2024-02-29T12:00:00Z', { years: 1 }, '2023-03-01T12:00:00Z'],
    // The day before has 24 hours on the calendar, and 23 on the clock.
    ['Europe/Berlin', '2026-03-29T10:00:00Z', { days: 1 }, '2026-03-28T11:00:00Z'],
    ['Europe/Berlin', '2026-03-29T10:00:00Z', { hours: 24 }, '2026-03-28T10:00:00Z'],
    ['UTC', '2026-11-21T10:00:00Z', { years: 2, months: 5, days: 7, hours: 3 }, '2024-06-14T07:00:00Z'],
  ])('in %s, %s less %j is %s', (zone, from, span, expected) => {
    expect(createLocalTime(zone).before(at(from), span)).toEqual(at(expected))
  })
})
