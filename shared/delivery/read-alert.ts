import * as z from 'zod'
import { MalformedEventError } from '../errors.ts'
import { Alert } from '../model/alert.ts'
import { Alarm, alarmAlert, isNews } from './alarm-alert.ts'

/** How SNS wraps what it cannot deliver raw (SNS developer guide, "Parsing message formats"). */
const Notification = z.object({ Type: z.literal('Notification'), Message: z.string() })

/**
 * Reads what was published to the topic of alerts: an alert of Holdfast, or an alarm of CloudWatch.
 *
 * @param body of a message in a channel's queue
 * @returns `undefined` for an alarm that is no news
 * @throws MalformedEventError when it is neither
 */
export function readAlert(body: string): Alert | undefined {
  const json = jsonOf(body)
  const wrapped = Notification.safeParse(json)
  if (wrapped.success) return readAlert(wrapped.data.Message)
  const alert = Alert.safeParse(json)
  if (alert.success) return alert.data
  const alarm = Alarm.safeParse(json)
  if (alarm.success) return isNews(alarm.data) ? alarmAlert(alarm.data) : undefined
  const places = alert.error.issues.map(({ path }) => path.join('.') || 'the message').join(', ')
  throw new MalformedEventError(`The message is neither an alert nor an alarm: see ${places}.`)
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    // What the parser says quotes the message.
    throw new MalformedEventError('The message is not JSON.')
  }
}
