import type { PlanFile } from './plan-file.ts'

/** What the file says of a deployment, by name of the stack's parameter. */
export function deploymentParameters({ schedules }: PlanFile): Readonly<Record<string, string>> {
  return {
    QuickSchedule: schedules.quick,
    DeepSchedule: schedules.deep,
    ScheduleTimeZone: schedules.timeZone,
  }
}
