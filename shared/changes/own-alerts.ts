import * as z from 'zod'
import { MalformedEventError } from '../errors.ts'
import { WindowRef } from '../model/alert-record.ts'
import { Alert } from '../model/alert.ts'

/**
 * A message of on-change to itself: alerts that could not be told, or a burst of them whose digest is due. So both have
 * the tries of the queue and its dead letters. No event of EventBridge has this member.
 */
const OwnAlerts = z.strictObject({
  alerts: z.union([z.strictObject({ tell: z.array(Alert).min(1) }), z.strictObject({ flush: WindowRef })]),
})
type OwnAlerts = z.infer<typeof OwnAlerts>['alerts']

/** Alerts of one message: a few hundred bytes each, and SQS takes 256 KiB. */
const IN_ONE_MESSAGE = 50

/** Whether a message is one of alerts. */
export function isOfAlerts(body: string): boolean {
  return body.startsWith('{"alerts":')
}

/**
 * What a message of alerts asks for; `undefined` for any other.
 *
 * @throws MalformedEventError when it begins like one and is none, such as one of another version
 */
export function ownAlerts(body: string): OwnAlerts | undefined {
  if (!isOfAlerts(body)) return undefined
  const { success, data } = OwnAlerts.safeParse(jsonOf(body))
  if (success) return data.alerts
  throw new MalformedEventError('The message begins like one of alerts, and is none that this version knows.')
}

/** Messages that ask for alerts to be told later. */
export function tellMessages(alerts: readonly Alert[]): readonly string[] {
  const starts = Array.from(
    { length: Math.ceil(alerts.length / IN_ONE_MESSAGE) },
    (_, n) => n * IN_ONE_MESSAGE,
  )
  return starts.map((start) =>
    JSON.stringify({ alerts: { tell: alerts.slice(start, start + IN_ONE_MESSAGE) } }),
  )
}

/** A message that asks for the digest of a burst. */
export function flushMessage(flush: WindowRef): string {
  return JSON.stringify({ alerts: { flush } })
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    // What the parser says quotes the message.
    return undefined
  }
}
