import { spanOf } from '../model/duration.ts'
import type { DurationText } from '../model/duration.ts'
import type { RecoveryPoint } from '../model/manifest.ts'
import { choosePlan } from '../plans/choose-plan.ts'
import type { PlanFile } from '../plans/plan-file.ts'
import { subjectOf } from '../plans/subject.ts'
import type { ObjectLock } from '../ports/object-store.ts'

const HOUR = 3_600_000
const SECOND = 1000

/** The lock that a plan asks for, and the plan's name. */
export interface PlannedLock extends ObjectLock {
  readonly plan: string
}

/** Whether any plan of a file asks for locks: where none does, nothing needs to be asked. */
export function asksForLocks({ plans }: PlanFile): boolean {
  return Object.values(plans).some(({ immutability }) => immutability !== undefined)
}

/**
 * The lock that a resource's plan asks for.
 *
 * @param point the point whose tags and placement decide on the plan
 * @param from the instant that the term begins at
 * @returns `undefined` when its plan asks for none, or it has none
 */
export function plannedLock(plans: PlanFile, point: RecoveryPoint, from: Date): PlannedLock | undefined {
  const { choice } = choosePlan(plans, subjectOf(point))
  const immutability = choice.type === 'plan' ? plans.plans[choice.plan]?.immutability : undefined
  if (choice.type !== 'plan' || immutability === undefined) return undefined
  return { plan: choice.plan, mode: immutability.mode, until: endOfTerm(from, immutability.term) }
}

/**
 * The longest lock that any plan of a file asks for.
 *
 * @param from the instant that the term begins at
 */
export function longestLock({ plans }: PlanFile, from: Date): PlannedLock | undefined {
  const all = Object.entries(plans).flatMap(([plan, { immutability }]) =>
    immutability ? [{ plan, mode: immutability.mode, until: endOfTerm(from, immutability.term) }] : [],
  )
  return all.toSorted((a, b) => b.until.getTime() - a.until.getTime())[0]
}

/**
 * When a term that begins at `from` is over, by the calendar of UTC; a day that a month lacks runs over into the next. Up
 * to a full second: a store that keeps no parts of one must not make it shorter.
 */
export function endOfTerm(from: Date, term: DurationText): Date {
  const { years = 0, months = 0, days = 0, hours = 0 } = spanOf(term)
  const end = new Date(from)
  end.setUTCFullYear(end.getUTCFullYear() + years, end.getUTCMonth() + months, end.getUTCDate() + days)
  return new Date(Math.ceil((end.getTime() + hours * HOUR) / SECOND) * SECOND)
}
