import type { Alert } from '../../shared/model/alert.ts'
import type { Template } from './packaged-template.ts'
import type { Happening } from './raised-alarms.ts'
import { isReminder, raisedAlarms } from './raised-alarms.ts'

/**
 * What reaches people of a failure: alerts that are not good news, and alarms that go off within the hour. An alarm that
 * waits for longer reminds of what people were told, and counts only where they were told nothing.
 */
export function reachingPeople(
  template: Template,
  told: readonly Alert[],
  happenings: readonly Happening[],
): readonly string[] {
  const alerts = told.filter(({ severity }) => severity !== 'info').map(({ key }) => key)
  const alarms = raisedAlarms(template, happenings)
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

/** A dead-letter queue, by its logical id, has something in it. */
export function inDeadLetters(of: string): Happening {
  return { namespace: 'AWS/SQS', metric: 'ApproximateNumberOfMessagesVisible', of }
}
