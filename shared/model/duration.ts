import * as z from 'zod'
import type { Span } from './retention.ts'

/** Years to hours in falling order, each at most once, and at least one of them above 0. @param month how months are marked */
function notation(month: string): RegExp {
  return new RegExp(
    `^(?=.*[1-9])(?:(\\d{1,4})y)?(?:(\\d{1,4})${month})?(?:(\\d{1,4})w)?(?:(\\d{1,5})d)?(?:(\\d{1,6})h)?$`,
  )
}

const NOTATION = notation('mo')
/** On the command line the options are restic's, and so a bare `m` is months, as in restic's manual. */
const OPTION_NOTATION = notation('mo?')

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
  return partsOf(NOTATION.exec(text) ?? [])
}

/**
 * Reads a length of time as an option of a command gives it: as in plans, or as restic writes it, `2y5m7d3h`.
 * @returns `undefined` when it is none
 */
export function parseSpan(text: string): Span | undefined {
  const match = OPTION_NOTATION.exec(text)
  return match === null ? undefined : partsOf(match)
}

/** A length of time as plans and options write it. */
export function spanText({ years = 0, months = 0, days = 0, hours = 0 }: Span): string {
  const parts = [
    [years, 'y'],
    [months, 'mo'],
    [days, 'd'],
    [hours, 'h'],
  ] as const
  return parts.map(([count, unit]) => (count > 0 ? `${count}${unit}` : '')).join('')
}

function partsOf([, years, months, weeks, days, hours]: readonly string[]): Span {
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
