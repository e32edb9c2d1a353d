import * as z from 'zod'
import type { Schedules } from '../report/next-start.ts'
import { firstStart, isCron, isTimeZone } from '../report/next-start.ts'

const RATE = /^rate\(([1-9]\d{0,4}) (minute|hour|day)s?\)$/

const HOURS = { minute: 1 / 60, hour: 1, day: 24 }

/** How far schedules are followed to find their longest pause: two weekends, unless starts are rarer than that. */
const HORIZON_MS = 15 * 86_400_000

/** Following a start takes a millisecond; an hourly schedule has had a weekend by then. */
const MOST_STARTS = 200

/** When something starts again and again, as EventBridge Scheduler takes it. */
export const ScheduleExpression = z
  .string()
  .refine((text) => RATE.test(text) || (isCron(text) && leavesOneDayOpen(text)), {
    error: ({ input }) =>
      `must be cron(minute hour day-of-month month day-of-week year) with ? for one of the days, such as cron(0 3 ? * MON-SAT *), or rate(6 hours); it is "${String(input)}".`,
  })

export const TimeZone = z.string().refine(isTimeZone, {
  error: ({ input }) => `must be a time zone such as UTC or Europe/Berlin; "${String(input)}" is none.`,
})

/**
 * The longest time that passes between two starts, in hours.
 *
 * @param from the instant from which starts are looked at
 * @returns `undefined` when there are no two starts
 */
export function longestPause(schedules: Schedules, from: Date): number | undefined {
  return longestPauseOfAll([schedules], from)
}

/** The same for schedules in several time zones. */
export function longestPauseOfAll(all: readonly Schedules[], from: Date): number | undefined {
  const rates = all.flatMap(({ expressions }) => expressions.flatMap((text) => rateOf(text) ?? []))
  const crons = all.map(({ expressions, timeZone }) => ({
    expressions: expressions.filter((text) => rateOf(text) === undefined),
    timeZone,
  }))
  const pauses = [...rates, ...pausesOf(crons, from)]
  return pauses.length === 0 ? undefined : Math.min(...pauses)
}

function rateOf(text: string): number | undefined {
  const [, count, unit] = RATE.exec(text) ?? []
  return unit === undefined ? undefined : Number(count) * HOURS[unit as keyof typeof HOURS]
}

/** The longest pause of crons together; nothing when they do not start twice. */
function pausesOf(crons: readonly Schedules[], from: Date): readonly number[] {
  const starts: Date[] = []
  let next = firstStart(crons, from)
  while (next !== undefined && starts.length < MOST_STARTS) {
    starts.push(next)
    const isFar = starts.length > 1 && next.getTime() - from.getTime() > HORIZON_MS
    next = isFar ? undefined : firstStart(crons, next)
  }
  const pauses = starts.slice(1).map((start, index) => start.getTime() - (starts[index] ?? start).getTime())
  return pauses.length === 0 ? [] : [Math.max(...pauses) / 3_600_000]
}

/** "You can't specify the Day-of-month and Day-of-week fields in the same cron expression" (EventBridge Scheduler, user guide). */
function leavesOneDayOpen(text: string): boolean {
  const [, , dayOfMonth, , dayOfWeek] = text.replace(/^cron\(/, '').split(/\s+/)
  return (dayOfMonth === '?') !== (dayOfWeek === '?')
}
