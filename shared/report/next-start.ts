import { Cron } from 'croner'

/** When runs start by themselves. */
export interface Schedules {
  /** As EventBridge Scheduler takes them: `cron(...)`, `rate(...)` or `at(...)`. */
  readonly expressions: readonly string[]
  /** A name of the IANA time zone database. */
  readonly timeZone: string
}

/**
 * When the first of the schedules starts the next run; with a flexible window, when the window opens.
 *
 * @returns `undefined` when that is not known, even for one of them: a rate counts from an instant that only
 *   EventBridge knows, and an expression that cannot be read here may still be one for AWS
 */
export function nextStart({ expressions, timeZone }: Schedules, after: Date): Date | undefined {
  const crons = expressions.map((expression) => readCron(expression, timeZone))
  const known = crons.filter((cron) => cron !== undefined)
  if (known.length < crons.length) return undefined
  const starts = known.flatMap((cron) => startAfter(cron, after) ?? [])
  return starts.toSorted((a, b) => a.getTime() - b.getTime())[0]
}

/** The same for schedules in several time zones. @returns `undefined` when that of one of them is not known */
export function firstStart(all: readonly Schedules[], after: Date): Date | undefined {
  const crons = all.filter(({ expressions }) => expressions.length > 0)
  if (crons.some(({ expressions, timeZone }) => expressions.some((one) => !isReadable(one, timeZone))))
    return undefined
  const starts = crons.flatMap((one) => nextStart(one, after) ?? [])
  return starts.toSorted((a, b) => a.getTime() - b.getTime())[0]
}

function isReadable(expression: string, timeZone: string): boolean {
  return readCron(expression, timeZone) !== undefined
}

/** Whether an expression is a `cron(...)` that can be read here; only then the next start can be told. */
export function isCron(expression: string): boolean {
  return readCron(expression, 'UTC') !== undefined
}

/** AWS's six fields are croner's seven without seconds; 1 is Sunday, and a step may begin anywhere (`15/20`). */
function readCron(expression: string, timezone: string): Cron | undefined {
  const [, fields] = /^cron\((.+)\)$/.exec(expression.trim()) ?? []
  if (fields === undefined || !isTimeZone(timezone)) return undefined
  const dialect = { mode: '7-part', alternativeWeekdays: true, sloppyRanges: true } as const
  try {
    return new Cron(`0 ${fields}`, { ...dialect, timezone, paused: true })
  } catch {
    return undefined
  }
}

/**
 * Where clocks go forward croner starts late, and EventBridge not at all ("Daylight saving time on EventBridge
 * Scheduler", user guide, "Schedule types").
 */
function startAfter(cron: Cron, after: Date): Date | null {
  const start = cron.nextRun(after)
  return start === null || cron.match(start) ? start : startAfter(cron, start)
}

/** Whether the IANA time zone database has that name. */
export function isTimeZone(name: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
