import { spanOf } from '../model/duration.ts'
import type { RetentionRules } from '../model/retention.ts'
import type { Plan, PlanFile, Retention } from './plan-file.ts'
import { schedulesOf } from './plan-file.ts'

/** What a plan says of retention, as retention takes it; `undefined` when everything is kept. */
export function retentionRules(plan: Plan, file: PlanFile): RetentionRules | undefined {
  const { retention } = plan
  if (retention === undefined) return undefined
  const { within, withinHourly, withinDaily, withinWeekly, withinMonthly, withinYearly, ...counts } =
    retention.keep
  const spans = { within, withinHourly, withinDaily, withinWeekly, withinMonthly, withinYearly }
  return {
    ...counts,
    ...spansOf({ ...spans, deleted: retention.afterDeletion }),
    timeZone: schedulesOf(plan, file).timeZone,
  }
}

/** The rules in a line: `within 7d, daily 14; of a deleted function the last point for 1y`. */
export function retentionText(retention: Retention | undefined): string {
  if (retention === undefined) return 'everything, for ever'
  const rules = Object.entries(retention.keep).map(([name, value]) => `${inWords(name)} ${value}`)
  const { afterDeletion } = retention
  const term = afterDeletion === undefined ? 'for ever' : `for ${afterDeletion}`
  return `${rules.join(', ')}; of a deleted function the last point ${term}`
}

function spansOf<Name extends string>(texts: Readonly<Record<Name, string | undefined>>) {
  const given = Object.entries<string | undefined>(texts).flatMap(([name, text]) =>
    text === undefined ? [] : [[name, spanOf(text)] as const],
  )
  return Object.fromEntries(given) as Partial<Record<Name, ReturnType<typeof spanOf>>>
}

/** `withinDaily`: `daily within`. */
function inWords(name: string): string {
  const [, period] = /^within([A-Z]\w+)$/.exec(name) ?? []
  return period === undefined ? name : `${period.toLowerCase()} within`
}
