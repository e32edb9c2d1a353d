import { longestPause } from '../../shared/plans/schedule.ts'
import type { Parameters, StackParameter } from '../stack-parameters.ts'

/** What must be over since the longest pause before something is missed: a start that is late, and what was started. */
const GRACE_HOURS = 6

/** An audit counts it, once a day: so it may be older by a day. */
const AUDIT_HOURS = 24

/** CloudWatch looks back a week at most (API reference, PutMetricAlarm, EvaluationPeriods). */
const WEEK_HOURS = 168

/** The parameters that say when something starts. */
export const SCHEDULE_PARAMETERS = [
  'QuickSchedule',
  'DeepSchedule',
  'AuditSchedule',
  'CopySchedule',
  'RestoreTestSchedule',
  'ScheduleTimeZone',
] as const

/**
 * How long nothing may have ended before an alarm tells, by parameter, from the schedules of a deployment. 0 where
 * CloudWatch cannot tell: where more than a week may pass, or nobody knows how much.
 */
export function overdueParameters(given: readonly StackParameter[], now: Date): Parameters {
  const valueOf = (name: string) =>
    given.find(({ ParameterKey }) => ParameterKey === name)?.ParameterValue ?? ''
  const pauseOf = (...names: string[]) =>
    longestPause({ expressions: names.map(valueOf), timeZone: valueOf('ScheduleTimeZone') }, now)
  const testPause = pauseOf('RestoreTestSchedule')
  return {
    RunOverdueHours: { Default: hoursAfter(pauseOf('QuickSchedule', 'DeepSchedule')) },
    AuditOverdueHours: { Default: hoursAfter(pauseOf('AuditSchedule')) },
    CopyOverdueHours: { Default: hoursAfter(pauseOf('CopySchedule')) },
    RestoreTestOverdueSeconds: {
      Default: testPause === undefined ? 0 : Math.ceil((testPause + GRACE_HOURS + AUDIT_HOURS) * 3600),
    },
  }
}

function hoursAfter(pause: number | undefined): number {
  const hours = Math.ceil((pause ?? Infinity) + GRACE_HOURS)
  return hours > WEEK_HOURS ? 0 : hours
}
