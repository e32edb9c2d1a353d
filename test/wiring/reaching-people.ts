import type { Alert } from '../../shared/model/alert.ts'
import type { Template } from './packaged-template.ts'
import type { Happening } from './raised-alarms.ts'
import { isReminder, raisedAlarms } from './raised-alarms.ts'

/**
 * What reaches people of a failure: alerts that are not good news, and alarms that go off within the hour. An alarm that
 * waits for longer reminds of what people were told, and counts only where they were told nothing.
 *
 * @param before what was there when it happened, such as dead letters that nobody has looked after yet
 */
export function reachingPeople(
  template: Template,
  told: readonly Alert[],
  happenings: readonly Happening[],
  before: readonly Happening[] = [],
): readonly string[] {
  const alerts = told.filter(({ severity }) => severity !== 'info').map(({ key }) => key)
  const alarms = raisedAlarms(template, happenings, before)
  const names = (some: typeof alarms) => some.map(({ name }) => name)
  const atOnce = [...alerts, ...names(alarms.filter((alarm) => !isReminder(alarm)))]
  return atOnce.length > 0 ? atOnce : names(alarms)
}

/** What CloudWatch is told by metrics of our own; sums by name, of a zone by `name zone`. */
export function ownHappenings(metrics: Readonly<Record<string, number>>): readonly Happening[] {
  return Object.entries(metrics).flatMap(([metric, value]) =>
    value > 0 ? [{ namespace: 'Holdfast', metric }] : [],
  )
}

/** A service sends a letter into a dead-letter queue, by its logical id. */
export function sentToDeadLetters(of: string): readonly Happening[] {
  return [{ namespace: 'AWS/SQS', metric: 'NumberOfMessagesSent', of }, inDeadLetters(of)]
}

/**
 * A dead-letter queue, by its logical id, has something in it. What SQS's own redrive policy moves there counts as sent by
 * nobody (SQS developer guide, "Available CloudWatch metrics": `NumberOfMessagesSent`).
 */
export function inDeadLetters(of: string): Happening {
  return { namespace: 'AWS/SQS', metric: 'ApproximateNumberOfMessagesVisible', of }
}
