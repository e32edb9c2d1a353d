import type { PlanFile } from './plan-file.ts'
import { tagOf } from './selector.ts'

/** What the file says of a deployment, by name of the stack's parameter. */
export function deploymentParameters({
  schedules,
  restoreTests,
  retention,
}: PlanFile): Readonly<Record<string, string>> {
  return {
    QuickSchedule: schedules.quick,
    DeepSchedule: schedules.deep,
    ScheduleTimeZone: schedules.timeZone,
    ...(retention?.schedule !== undefined && { RetentionSchedule: retention.schedule }),
    ...(restoreTests !== undefined && {
      RestoreTestSchedule: restoreTests.schedule,
      RestoreTestSample: String(restoreTests.sample),
      RestoreTestProductionTag: tagOf(restoreTests.production ?? {}) ?? '',
      RestoreTestRegion: restoreTests.region ?? '',
    }),
  }
}
