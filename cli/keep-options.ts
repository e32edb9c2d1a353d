import { InvalidArgumentError, Option } from 'commander'
import * as z from 'zod'
import { parseSpan } from '../shared/model/duration.ts'
import type { KeepCount, Span } from '../shared/model/retention.ts'
import { RetentionRules } from '../shared/model/retention.ts'
import { positiveNumber } from './options.ts'

const COUNTED = {
  keepLast: ['last', 'the newest points'],
  keepHourly: ['hourly', 'of so many hours that have a point, the newest one'],
  keepDaily: ['daily', 'the same of days'],
  keepWeekly: ['weekly', 'the same of weeks, from Monday'],
  keepMonthly: ['monthly', 'the same of months'],
  keepYearly: ['yearly', 'the same of years'],
} as const

const TIMED = {
  keepWithin: ['within', 'every point so long before the newest one (2y5mo7d3h)'],
  keepWithinHourly: ['withinHourly', 'so long, the newest point of each hour'],
  keepWithinDaily: ['withinDaily', 'the same of days'],
  keepWithinWeekly: ['withinWeekly', 'the same of weeks'],
  keepWithinMonthly: ['withinMonthly', 'the same of months'],
  keepWithinYearly: ['withinYearly', 'the same of years'],
  keepDeleted: ['deleted', 'how long anything of a deleted function stays; default: for ever'],
} as const

const RULES = { ...COUNTED, ...TIMED }

/** What the library calls those options, the time zone among them. */
export const KEEP_OPTION_NAMES = [...Object.keys(RULES), 'timeZone']

/** The options that say which points are kept, named as restic names them. */
export function keepOptions(): readonly Option[] {
  const counted = Object.entries(COUNTED).map(([name, [, what]]) =>
    new Option(`${flag(name)} <n>`, what).argParser(keepCount),
  )
  const timed = Object.entries(TIMED).map(([name, [, what]]) =>
    new Option(`${flag(name)} <time>`, what).argParser(spanOf),
  )
  const zone = new Option('--time-zone <zone>', 'whose days and weeks count, such as Europe/Berlin')
  return [...counted, ...timed, zone.argParser(timeZone).default('UTC')]
}

/** What those options say, out of all the options of a command. */
export function rulesOf(options: unknown): RetentionRules {
  const given = z.record(z.string(), z.unknown()).parse(options)
  const rules = Object.entries(RULES).map(([name, [rule]]) => [rule, given[name]])
  return RetentionRules.parse({ ...Object.fromEntries(rules), timeZone: given['timeZone'] })
}

/** Reads a span of days and hours. @returns milliseconds @throws InvalidArgumentError */
export function duration(text: string): number {
  const { years = 0, months = 0, days = 0, hours = 0 } = spanOf(text)
  if (years + months > 0) throw new InvalidArgumentError('It must be days and hours, such as 7d or 36h.')
  return (days * 24 + hours) * 60 * 60_000
}

function flag(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

function keepCount(text: string): KeepCount {
  return text === 'unlimited' ? text : positiveNumber(text)
}

function spanOf(text: string): Span {
  const span = parseSpan(text)
  if (span !== undefined) return span
  throw new InvalidArgumentError(
    'It must be years, months, weeks, days and hours, such as 1y6mo, 8w, 7d or 36h.',
  )
}

function timeZone(text: string): string {
  if (RetentionRules.shape.timeZone.safeParse(text).success) return text
  throw new InvalidArgumentError('It must be a time zone such as Europe/Berlin.')
}
