import { nextStart } from '../report/next-start.ts'
import { longestPause } from '../plans/schedule.ts'

const HOUR = 3_600_000

/** What a schedule may be late: its flexible window, retries of the start, and what the start itself takes. */
const GRACE_HOURS = 2

/** A schedule, and when what it starts was begun last. */
export interface Expected {
  /** As EventBridge Scheduler takes it. */
  readonly expression: string
  readonly timeZone: string
  readonly last: Date
}

/** When a schedule should have started something again, if that is over; `undefined` when it is not late, or cannot be told. */
export function lateSince({ expression, timeZone, last }: Expected, now: Date): Date | undefined {
  const due = dueAfter({ expression, timeZone, last })
  return due !== undefined && due.getTime() + GRACE_HOURS * HOUR < now.getTime() ? due : undefined
}

/** A rate counts from an instant that only EventBridge knows: then the pause is told from the last start. */
function dueAfter({ expression, timeZone, last }: Expected): Date | undefined {
  const schedules = { expressions: [expression], timeZone }
  const start = nextStart(schedules, last)
  if (start !== undefined) return start
  const pause = longestPause(schedules, last)
  return pause === undefined ? undefined : new Date(last.getTime() + pause * HOUR)
}
