import { longestLockDays } from './longest-lock.ts'
import type { PlanFile } from './plan-file.ts'
import { tagOf } from './selector.ts'

/** What the file says of a deployment, by name of the stack's parameter. */
export function deploymentParameters(file: PlanFile): Readonly<Record<string, string>> {
  const { schedules, restoreTests, retention, audit } = file
  return {
    CaptureTestEvents: asksForEventData(file) ? 'yes' : 'no',
    LongestLockDays: String(longestLockDays(file)),
    QuickSchedule: schedules.quick,
    DeepSchedule: schedules.deep,
    ScheduleTimeZone: schedules.timeZone,
    ...(retention?.schedule !== undefined && { RetentionSchedule: retention.schedule }),
    ...(audit !== undefined && { AuditSchedule: audit.schedule }),
    ...(restoreTests !== undefined && {
      RestoreTestSchedule: restoreTests.schedule,
      RestoreTestSample: String(restoreTests.sample),
      RestoreTestProductionTag: tagOf(restoreTests.production ?? {}) ?? '',
      RestoreTestRegion: restoreTests.region ?? '',
    }),
  }
}

function asksForEventData({ plans }: PlanFile): boolean {
  return Object.values(plans).some(({ capture }) => capture?.includes('event-data') === true)
}
