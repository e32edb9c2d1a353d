import { describe, expect, test } from '@jest/globals'
import { overdueParameters } from '../../../infrastructure/monitoring/overdue.ts'

const NOW = new Date('2026-11-21T12:00:00.000Z')
const DEFAULTS = {
  QuickSchedule: 'cron(0 3 ? * MON-SAT *)',
  DeepSchedule: 'cron(0 3 ? * SUN *)',
  AuditSchedule: 'cron(0 7 ? * * *)',
  CopySchedule: 'rate(1 hour)',
  RestoreTestSchedule: 'cron(0 5 ? * * *)',
  ScheduleTimeZone: 'UTC',
}

function overdue(schedules: Partial<typeof DEFAULTS> = {}) {
  const given = Object.entries({ ...DEFAULTS, ...schedules }).map(([ParameterKey, ParameterValue]) => ({
    ParameterKey,
    ParameterValue,
  }))
  const parameters = overdueParameters(given, NOW)
  return Object.fromEntries(Object.entries(parameters).map(([name, { Default }]) => [name, Default]))
}

describe('what is overdue', () => {
  test('is six hours after the longest pause of the schedules', () => {
    expect(overdue()).toEqual({
      RunOverdueHours: 30,
      AuditOverdueHours: 30,
      CopyOverdueHours: 7,
      RestoreTestOverdueSeconds: 54 * 3600,
    })
    expect(overdue({ QuickSchedule: 'rate(90 minutes)' })).toMatchObject({ RunOverdueHours: 8 })
    expect(overdue({ QuickSchedule: 'cron(0 3 ? * MON-FRI *)' })).toMatchObject({ RunOverdueHours: 54 })
    expect(
      overdue({ QuickSchedule: 'cron(0 3 ? * MON-FRI *)', DeepSchedule: 'cron(0 3 ? * MON *)' }),
    ).toMatchObject({ RunOverdueHours: 78 })
  })

  test.each(['cron(0 7 ? * MON *)', 'rate(7 days)', 'at(2026-12-01T00:00:00)', 'cron(0 7 1 * ? *)'])(
    'is nothing that CloudWatch can tell where more than a week may pass: %s',
    (schedule) => {
      expect(overdue({ AuditSchedule: schedule })).toMatchObject({ AuditOverdueHours: 0 })
      expect(overdue({ CopySchedule: schedule })).toMatchObject({ CopyOverdueHours: 0 })
    },
  )

  test('of restore tests may be weeks, for it is told from a number that the audit counts', () => {
    expect(overdue({ RestoreTestSchedule: 'rate(30 days)' })).toMatchObject({
      RestoreTestOverdueSeconds: (30 * 24 + 30) * 3600,
    })
    expect(overdue({ RestoreTestSchedule: 'at(2026-12-01T00:00:00)' })).toMatchObject({
      RestoreTestOverdueSeconds: 0,
    })
  })
})
