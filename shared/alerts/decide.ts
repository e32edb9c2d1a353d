import type { AlertRecord } from '../model/alert-record.ts'
import type { Alert, Severity } from '../model/alert.ts'

/**
 * How long somebody may be at telling, in milliseconds, before another one takes over. Publishing takes a second; who
 * takes longer has most likely ended, and what is told twice is better than what is never told.
 */
export const LEASE = 20_000

const HOUR = 3_600_000

/**
 * How long after people were told of a problem that lasts they are told again, in milliseconds. Four hours less than a
 * day, for what is looked at once a day is never looked at to the minute. What is only good to know is told once.
 */
const REMIND_AFTER: Readonly<Record<Severity, number>> = {
  critical: 20 * HOUR,
  warning: (7 * 24 - 4) * HOUR,
  info: Number.POSITIVE_INFINITY,
}

/**
 * `remind`: people know, and it still is so. `wait`: somebody else is telling them at this moment. `late`: they were told of
 * what came after it, which is so since.
 */
export type Decision = 'tell' | 'remind' | 'known' | 'wait' | 'late'

/** Whether an alert is news, by what people know of its key. */
export function decide(
  record: AlertRecord | undefined,
  { state, severity, at }: Pick<Alert, 'state' | 'severity' | 'at'>,
  now: Date,
): Decision {
  if (record === undefined) return state === 'ended' ? 'known' : 'tell'
  const age = now.getTime() - Date.parse(record.at)
  // Who was at it has ended: people may know, or not.
  if (record.progress === 'telling') return age < LEASE ? 'wait' : 'tell'
  if (state !== record.state) return isBefore(at, record.happenedAt) ? 'late' : 'tell'
  return state === 'begun' && age >= REMIND_AFTER[severity] ? 'remind' : 'known'
}

function isBefore(at: string, other: string | undefined): boolean {
  return other !== undefined && Date.parse(at) < Date.parse(other)
}
