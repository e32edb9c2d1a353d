import { InvalidArgumentError } from 'commander'
import { ResourceRef } from '../shared/model/resource.ts'

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

/** Collects the values of an option that may be given several times, each read by `read`. */
export function severalOf<T>(
  read: (text: string) => T,
): (text: string, previous?: readonly T[]) => readonly T[] {
  return (text, previous = []) => [...previous, read(text)]
}

/** Reads an instant: ISO 8601, UTC unless it says otherwise; a date alone is its end. @throws InvalidArgumentError */
export function instant(text: string): Date {
  const date = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T23:59:59.999` : text.replace(' ', 'T')
  const time = /(?:Z|[+-]\d\d:?\d\d)$/.test(date) ? date : `${date}Z`
  const read = new Date(time)
  if (/^\d{4}-\d\d-\d\dT/.test(time) && !Number.isNaN(read.getTime())) return read
  throw new InvalidArgumentError('It must be a time such as 2026-11-21, or 2026-11-21T10:15:00Z.')
}

/** Reads a share: above 0, at most 1. @throws InvalidArgumentError */
export function share(text: string): number {
  const value = Number(text)
  if (/^\d*\.?\d+$/.test(text) && value > 0 && value <= 1) return value
  throw new InvalidArgumentError('It must be a number above 0 and at most 1, such as 0.33.')
}
