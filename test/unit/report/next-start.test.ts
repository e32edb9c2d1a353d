import { describe, expect, test } from '@jest/globals'
import { nextStart } from '../../../shared/report/next-start.ts'

/** A Saturday. */
const NOON = new Date('2026-11-21T12:00:00Z')

function next(expression: string, timeZone = 'UTC', after = NOON): string | undefined {
  return nextStart({ expressions: [expression], timeZone }, after)?.toISOString()
}

describe('The next start of a schedule', () => {
  test.each([
    ['cron(0 3 ? * SUN *)', '2026-11-22T03:00:00.000Z', 'a day by name'],
    ['cron(0 3 ? * 1 *)', '2026-11-22T03:00:00.000Z', 'a day by number: 1 is Sunday'],
    ['cron(0 3 ? * MON-SAT *)', '2026-11-23T03:00:00.000Z', 'a range of days'],
    ['cron(0 3 ? * 2-7 *)', '2026-11-23T03:00:00.000Z', 'a range of days by number'],
    ['cron(0 3 L * ? *)', '2026-11-30T03:00:00.000Z', 'the last day of the month'],
    ['cron(0 3 ? * 6L *)', '2026-11-27T03:00:00.000Z', 'the last Friday of the month'],
    ['cron(0 3 ? * 3#2 *)', '2026-12-08T03:00:00.000Z', 'the second Tuesday of the month'],
    ['cron(0 3 14W * ? *)', '2026-12-14T03:00:00.000Z', 'the weekday nearest the 14th'],
    ['cron(0 3 13W * ? *)', '2026-12-14T03:00:00.000Z', 'the weekday nearest the 13th, a Sunday'],
    ['cron(15/20 * * * ? *)', '2026-11-21T12:15:00.000Z', 'a step that begins in the hour'],
    ['cron(0 3 1 JAN,MAR ? 2028/2)', '2028-01-01T03:00:00.000Z', 'months by name and a step of years'],
  ])('%s is %s: %s', (expression, expected) => {
    expect(next(expression)).toBe(expected)
  })

  test('is told in its time zone, in summer and in winter', () => {
    expect(next('cron(0 3 * * ? *)', 'Europe/Berlin')).toBe('2026-11-22T02:00:00.000Z')
    const summer = new Date('2027-07-01T12:00:00Z')
    expect(next('cron(0 3 * * ? *)', 'Europe/Berlin', summer)).toBe('2027-07-02T01:00:00.000Z')
  })

  test('leaves out a time that clocks jump over, as EventBridge does', () => {
    const before = new Date('2027-03-28T00:00:00Z')
    expect(next('cron(30 2 * * ? *)', 'Europe/Berlin', before)).toBe('2027-03-29T00:30:00.000Z')
  })

  test('is the earlier one of several schedules', () => {
    const expressions = ['cron(0 3 ? * MON-SAT *)', 'cron(0 3 ? * SUN *)', 'cron(0 3 1 1 ? 2020)']
    expect(nextStart({ expressions, timeZone: 'UTC' }, NOON)).toEqual(new Date('2026-11-22T03:00:00Z'))
  })

  test.each([
    ['rate(1 hour)', 'UTC'],
    ['at(2027-01-01T00:00:00)', 'UTC'],
    ['cron(nonsense)', 'UTC'],
    ['cron(0 3 * * ? *)', 'Nowhere/Here'],
  ])('is not known for %s in %s', (expression, timeZone) => {
    expect(next(expression, timeZone)).toBeUndefined()
  })

  test('is not known when one of several schedules may come first', () => {
    const expressions = ['cron(0 3 * * ? *)', 'rate(1 hour)']
    expect(nextStart({ expressions, timeZone: 'UTC' }, NOON)).toBeUndefined()
  })
})
