import { Span } from '../model/retention.ts'

const UNITS = { y: 'years', m: 'months', d: 'days', h: 'hours' } as const

/**
 * Reads a span as restic writes it: years, months, days and hours in this order, each at most once: `1y6m`, `7d`, `36h`.
 * @returns `undefined` when it is none
 */
export function parseSpan(text: string): Span | undefined {
  const match = /^(?:(\d{1,4})y)?(?:(\d{1,4})m)?(?:(\d{1,5})d)?(?:(\d{1,6})h)?$/.exec(text)
  if (match === null) return undefined
  const counts = Object.values(UNITS).map((unit, index) => [unit, Number(match[index + 1] ?? 0)] as const)
  return Span.safeParse(Object.fromEntries(counts.filter(([, count]) => count > 0))).data
}

/** A span as parseSpan reads it. */
export function spanText(span: Span): string {
  return Object.entries(UNITS)
    .map(([letter, unit]) => ((span[unit] ?? 0) > 0 ? `${span[unit]}${letter}` : ''))
    .join('')
}
