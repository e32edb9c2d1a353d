import type { RunMode } from '../model/run.ts'
import type { Schedules } from '../report/next-start.ts'
import type { Plan, PlanFile } from './plan-file.ts'

/** When runs of each mode start. */
export type RunTimes = Readonly<Record<RunMode, readonly Schedules[]>>

/**
 * When runs look at what a plan is for: those of the file, which look at everything, and those for the plan alone. A deep
 * run does all that a quick one does.
 */
export function runsOf(plan: Plan, file: PlanFile): RunTimes {
  const own = ownRuns(plan, file)
  const { quick, deep, timeZone } = file.schedules
  return {
    quick: [{ expressions: [quick], timeZone }, ...own.quick],
    deep: [{ expressions: [deep], timeZone }, ...own.deep],
  }
}

/** When runs for a plan alone start; none of a mode that the plan has no schedule for. */
export function ownRuns({ schedules }: Plan, file: PlanFile): RunTimes {
  const timeZone = schedules?.timeZone ?? file.schedules.timeZone
  const at = (expression: string | undefined) =>
    expression === undefined ? [] : [{ expressions: [expression], timeZone }]
  return { quick: at(schedules?.quick), deep: at(schedules?.deep) }
}
