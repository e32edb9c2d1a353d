import { compactTime, parseCompactTime } from './layout.ts'

export const ACTIVITY_PREFIX = 'activity/'
/** Everything below it is of one schema; another schema is another number. */
const LINES_PREFIX = `${ACTIVITY_PREFIX}v1/`

/** Who writes lines; the beginning of the name of each object. */
export const ACTIVITY_WRITERS = ['on-change', 'attempts', 'run'] as const
export type ActivityWriter = (typeof ACTIVITY_WRITERS)[number]

/** What the name of an object of lines is made of. */
export interface ActivityFile {
  readonly writer: ActivityWriter
  /** When it is written, or when its run began. */
  readonly at: Date
  /** Letters, digits and hyphens; no other object of that writer and second has it. */
  readonly id: string
}

/** `activity/v1/day=<YYYY-MM-DD>/<writer>-<YYYYMMDDTHHMMSSZ>-<id>.jsonl`. */
export function activityKey({ writer, at, id }: ActivityFile): string {
  return `${activityDayPrefix(at)}${writer}-${compactTime(at)}-${id}.jsonl`
}

/** `activity/v1/day=<YYYY-MM-DD>/`: what was written on one day, UTC. Athena and Glue call it a partition. */
export function activityDayPrefix(day: Date): string {
  return `${LINES_PREFIX}day=${day.toISOString().slice(0, 10)}/`
}

/** The beginning of the keys of all that one writer wrote in one hour. */
export function activityHourPrefix(writer: ActivityWriter, hour: Date): string {
  return `${activityDayPrefix(hour)}${writer}-${compactTime(hour).slice(0, 11)}`
}

/** When an object of lines was written, by its key; `undefined` when it is no such key. */
export function parseActivityKey(key: string): Date | undefined {
  const name = /^activity\/v1\/day=\d{4}-\d\d-\d\d\/(?:on-change|attempts|run)-(\d{8}T\d{6}Z)-[\w-]+\.jsonl$/
  return parseCompactTime(name.exec(key)?.[1] ?? '')
}

/** Where each account's watch keeps what it knows. */
export const ACTIVITY_WATCH_PREFIX = `${ACTIVITY_PREFIX}watch-`

/** `activity/watch-<account>.json`: what the watch knows from before. */
export function activityWatchKey(account: string): string {
  return `${ACTIVITY_WATCH_PREFIX}${account}.json`
}
