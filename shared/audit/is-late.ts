import type { ExpectedStart } from '../model/audit.ts'
import { nextStart } from '../report/next-start.ts'
import { longestPause } from '../plans/schedule.ts'

const HOUR = 3_600_000

/** What a schedule may be late: its flexible window, retries of the start, and what the start itself takes. */
const GRACE_HOURS = 2

/**
 * When a schedule should have started something again, if that is over.
 *
 * @param start what no schedule starts is never late
 * @param last when it was begun last; `undefined` when it never was
 * @param hours that it may take until it counts, where it counts by its end
 * @returns `undefined` when it is not late, or cannot be told
 */
export function lateSince(
  start: ExpectedStart | undefined,
  last: string | undefined,
  now: Date,
  hours = 0,
): Date | undefined {
  const from = [last, start?.since].filter((at) => at !== undefined).map((at) => new Date(at).getTime())
  if (start === undefined || from.length === 0) return undefined
  const due = dueAfter(start, new Date(Math.max(...from)))
  const grace = (GRACE_HOURS + hours) * HOUR
  return due !== undefined && due.getTime() + grace < now.getTime() ? due : undefined
}

/** Whether it should have started once by now, and nothing says that it did; also when it is not known since when. */
export function neverStarted(start: ExpectedStart | undefined, now: Date, hours = 0): boolean {
  if (start === undefined) return false
  return start.since === undefined || lateSince(start, undefined, now, hours) !== undefined
}

/** A rate counts from an instant that only EventBridge knows: then the pause is told from the last start. */
function dueAfter({ expression, timeZone }: ExpectedStart, last: Date): Date | undefined {
  const schedules = { expressions: [expression], timeZone }
  const start = nextStart(schedules, last)
  if (start !== undefined) return start
  const pause = longestPause(schedules, last)
  return pause === undefined ? undefined : new Date(last.getTime() + pause * HOUR)
}
