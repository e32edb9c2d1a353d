import type { Span } from '../model/retention.ts'

const QUARTER = 15 * 60_000
const HOUR = 60 * 60_000
const DAY = 24 * HOUR

/** Hours, days, weeks, months and years of one time zone, each told by a number: equal within, higher later. */
export interface LocalTime {
  readonly hour: (at: Date) => number
  readonly day: (at: Date) => number
  /** Weeks begin on Monday. */
  readonly week: (at: Date) => number
  readonly month: (at: Date) => number
  readonly year: (at: Date) => number
  /** The instant that lies a span before another, as the zone's own clock and calendar tell it. */
  readonly before: (at: Date, span: Span) => Date
}

/** @param timeZone as IANA names it */
export function createLocalTime(timeZone: string): LocalTime {
  const offsetAt = createOffsets(timeZone)
  const local = (at: Date) => at.getTime() + offsetAt(at.getTime())
  const day = (at: Date) => Math.floor(local(at) / DAY)
  return {
    hour: (at) => Math.floor(local(at) / HOUR),
    day,
    // 1 January 1970 was a Thursday: three days after a Monday.
    week: (at) => Math.floor((day(at) + 3) / 7),
    month(at) {
      const date = new Date(local(at))
      return date.getUTCFullYear() * 12 + date.getUTCMonth()
    },
    year: (at) => new Date(local(at)).getUTCFullYear(),
    before: (at, span) => back(at, span, offsetAt),
  }
}

/** Gives the calendar of each time zone, and of one zone always the same: what was asked of Intl is kept. */
export function localTimes(): (timeZone: string) => LocalTime {
  const known = new Map<string, LocalTime>()
  return (timeZone) => {
    const local = known.get(timeZone) ?? createLocalTime(timeZone)
    known.set(timeZone, local)
    return local
  }
}

type Offsets = (time: number) => number

/**
 * Milliseconds that the zone's clock is ahead of UTC. Asked of Intl once for each quarter of an hour that occurs: no
 * clock of a zone changes within one, and a vault of a million points would wait for Intl.
 */
function createOffsets(timeZone: string): Offsets {
  if (timeZone === 'UTC') return () => 0
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
  const known = new Map<number, number>()
  return (time) => {
    const quarter = Math.floor(time / QUARTER)
    const found = known.get(quarter)
    if (found !== undefined) return found
    const parts = format.formatToParts(quarter * QUARTER)
    const offset = parseOffset(parts.find(({ type }) => type === 'timeZoneName')?.value ?? '')
    known.set(quarter, offset)
    return offset
  }
}

/** Reads `GMT`, `GMT+05:30`, or `GMT-00:25:21` as it was before there were zones. */
function parseOffset(text: string): number {
  const [, sign = '+', hours = '0', minutes = '0', seconds = '0'] =
    /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text) ?? []
  const size = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
  return sign === '-' ? -size : size
}

/** Years, months and days go by the calendar (a day that a month lacks runs over into the next), hours by the clock. */
function back(at: Date, { years = 0, months = 0, days = 0, hours = 0 }: Span, offsetAt: Offsets): Date {
  const local = new Date(at.getTime() + offsetAt(at.getTime()))
  local.setUTCFullYear(
    local.getUTCFullYear() - years,
    local.getUTCMonth() - months,
    local.getUTCDate() - days,
  )
  const guess = local.getTime() - offsetAt(at.getTime())
  return new Date(local.getTime() - offsetAt(guess) - hours * HOUR)
}
