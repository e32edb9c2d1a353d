import { spanOf } from '../model/duration.ts'
import type { PlanFile } from './plan-file.ts'

/** Days that a lock may end later than its term alone says: clocks differ, and terms end with a full second. */
const SLACK = 2

/**
 * The most days for which anything is ever locked from now, by the plans of a file; 0 when no plan asks for locks. A month
 * counts 31 days and a year 366: it is a bound.
 */
export function longestLockDays({ plans }: PlanFile): number {
  const days = Object.values(plans).flatMap(({ immutability }) => {
    if (immutability === undefined) return []
    const { years = 0, months = 0, days = 0, hours = 0 } = spanOf(immutability.term)
    return [years * 366 + months * 31 + days + Math.ceil(hours / 24) + SLACK]
  })
  return Math.max(0, ...days)
}
