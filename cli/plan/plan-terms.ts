import { hoursOf } from '../../shared/model/duration.ts'
import type { Plan, PlanFile } from '../../shared/plans/plan-file.ts'
import { schedulesOf } from '../../shared/plans/plan-file.ts'
import { retentionText } from '../../shared/plans/retention-rules.ts'
import { runsOf } from '../../shared/plans/runs-of.ts'
import type { Schedules } from '../../shared/report/next-start.ts'
import { firstStart } from '../../shared/report/next-start.ts'

/** What holds for one function under its plan. Times are instants in UTC. */
export interface PlanTerms {
  readonly next: { readonly quick: string | null; readonly deep: string | null; readonly timeZone: string }
  readonly objective: { readonly text: string; readonly isMet: boolean } | null
  readonly keeps: string
}

/** @param seen until when its newest point is known to say how the function is */
export function termsOf(
  file: PlanFile,
  plan: Plan,
  { seen, now }: { readonly seen: Date; readonly now: Date },
): PlanTerms {
  const { quick, deep } = runsOf(plan, file)
  const { timeZone } = schedulesOf(plan, file)
  const next = (runs: readonly Schedules[]) => firstStart(runs, now)?.toISOString() ?? null
  const { objective: text } = plan
  const isMet = text === undefined || now.getTime() - seen.getTime() <= hoursOf(text) * 3_600_000
  return {
    next: { quick: next(quick), deep: next(deep), timeZone },
    objective: text === undefined ? null : { text, isMet },
    keeps: retentionText(plan.retention),
  }
}
