import * as z from 'zod'
import type { Span } from './retention.ts'

const NOTATION = /^(?=.*[1-9])(?:(\d{1,4})y)?(?:(\d{1,4})mo)?(?:(\d{1,4})w)?(?:(\d{1,5})d)?(?:(\d{1,6})h)?$/

/**
 * A length of time: `36h`, `30d`, `8w`, `6mo`, `7y`, or several of them in falling order, `1y6mo`. Not `m`, which is
 * minutes to some and months to others: a slip there would cost recovery points.
 */
export const DurationText = z.string().regex(NOTATION, {
  error: ({ input }) =>
    `must be a length of time such as 36h, 30d, 8w, 6mo, 7y or 1y6mo; it is "${String(input)}".`,
})
export type DurationText = z.infer<typeof DurationText>

/** A length of time by its parts; a week is seven days. */
export function spanOf(text: DurationText): Span {
  const [, years, months, weeks, days, hours] = NOTATION.exec(text) ?? []
  return {
    years: Number(years ?? 0),
    months: Number(months ?? 0),
    days: Number(weeks ?? 0) * 7 + Number(days ?? 0),
    hours: Number(hours ?? 0),
  }
}

/** About how long it is, in hours, for lengths that are compared: a month counts 30 days, a year 365. */
export function hoursOf(text: DurationText): number {
  const { years = 0, months = 0, days = 0, hours = 0 } = spanOf(text)
  return (years * 365 + months * 30 + days) * 24 + hours
}
