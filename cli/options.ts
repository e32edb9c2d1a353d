import { InvalidArgumentError } from 'commander'
import { ResourceRef } from '../shared/model/resource.ts'
import type { Clock } from '../shared/ports/runtime.ts'
import { timeText } from '../shared/report/format.ts'
import { CommandError } from './command-error.ts'

/** Reads a whole number above zero. @throws InvalidArgumentError */
export function positiveNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It must be a whole number above 0.')
}

/** Reads the name of a zone. @throws InvalidArgumentError */
export function zoneName(text: string): string {
  if (ResourceRef.shape.zone.safeParse(text).success) return text
  throw new InvalidArgumentError('A zone is a region such as eu-west-1, or edge.')
}

/** Lambda's API reference, FunctionName. */
const LONGEST_NAME = 64

/** Reads the name of a function. @throws InvalidArgumentError */
export function functionName(text: string): string {
  if (!/^[\w-]+$/.test(text))
    throw new InvalidArgumentError('It must be the name of a function, without account, region or version.')
  if (text.length <= LONGEST_NAME) return text
  throw new InvalidArgumentError(
    `It has ${text.length} characters; the name of a function has at most ${LONGEST_NAME}.`,
  )
}

/** Collects the values of an option that may be given several times, each read by `read`. */
export function severalOf<T>(
  read: (text: string) => T,
): (text: string, previous?: readonly T[]) => readonly T[] {
  return (text, previous = []) => [...previous, read(text)]
}

const INSTANT = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:?\d\d)?)?$/

/** When a day that is given without a time of day is over. */
const END_OF_DAY = '23:59:59.999'

/** Reads an instant: ISO 8601, UTC unless it says otherwise; a date alone is its end. @throws InvalidArgumentError */
export function instant(text: string): Date {
  const [, day = '', time = END_OF_DAY, zone = 'Z'] = INSTANT.exec(text) ?? []
  const read = new Date(`${day}T${time}${zone}`)
  if (Number.isNaN(read.getTime()))
    throw new InvalidArgumentError('It must be a time such as 2026-11-21, or 2026-11-21T10:15:00Z.')
  // JavaScript takes 30 February for 2 March.
  if (new Date(day).toISOString().startsWith(day)) return read
  throw new InvalidArgumentError(`${day} is no day of the calendar.`)
}

/**
 * Holds a time that was asked for against the clock: of what is yet to come the vault would answer with its newest state,
 * without a word. A date alone may be today's, whose end is still to come.
 *
 * @throws CommandError
 */
export function requirePast({ now }: Pick<Clock, 'now'>, at: Date | undefined): void {
  if (at === undefined) return
  const begin = at.toISOString().replace(`T${END_OF_DAY}Z`, 'T00:00:00.000Z')
  const clock = now()
  if (begin <= clock.toISOString()) return
  throw new CommandError({
    what: `${timeText(at)} is yet to come: it is ${timeText(clock)}.`,
    advice: 'Times are UTC unless they say otherwise: 2026-11-21T10:15:00+02:00.',
    ending: 'usage',
  })
}

/** Reads a share: above 0, at most 1. @throws InvalidArgumentError */
export function share(text: string): number {
  const value = Number(text)
  if (/^\d*\.?\d+$/.test(text) && value > 0 && value <= 1) return value
  throw new InvalidArgumentError('It must be a number above 0 and at most 1, such as 0.33.')
}
