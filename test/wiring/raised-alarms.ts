import type { Template } from './packaged-template.ts'
import { ofType } from './packaged-template.ts'

/** Something that a metric counts: `AWS/Lambda`, `Errors`, of a resource of the template by its logical id. */
export interface Happening {
  readonly namespace: string
  readonly metric: string
  readonly of?: string
}

/** An alarm that goes off, and how long what it watches must last until it does, in seconds. */
export interface RaisedAlarm {
  readonly name: string
  readonly after: number
}

/** Longer than that and an alarm reminds of what people were told, or should have been. */
const REMINDER = 3600

/** An alarm that only reminds: it waits for hours. */
export function isReminder({ after }: RaisedAlarm): boolean {
  return after > REMINDER
}

interface Metric {
  readonly Namespace?: string
  readonly MetricName?: string
  readonly Dimensions?: readonly { readonly Value: unknown }[]
}

interface Alarm extends Metric {
  readonly Period?: number
  readonly EvaluationPeriods?: number
  readonly ComparisonOperator?: string
  readonly AlarmActions?: unknown
  readonly Metrics?: readonly { readonly MetricStat?: { readonly Metric: Metric; readonly Period: number } }[]
}

/**
 * The alarms of a template that tell people when these things happen: those that watch for too much of them.
 *
 * @param before what was there already, and goes on: an alarm that it raised is not raised again
 */
export function raisedAlarms(
  template: Template,
  happenings: readonly Happening[],
  before: readonly Happening[] = [],
): readonly RaisedAlarm[] {
  return ofType(template, 'AWS::CloudWatch::Alarm').flatMap(([name, { Properties }]) => {
    const alarm = Properties as Alarm
    const { AlarmActions, EvaluationPeriods = 1, ComparisonOperator = '' } = alarm
    const isOfMore = ComparisonOperator.startsWith('Greater')
    const period = watchedFor(alarm, happenings)
    if (AlarmActions === undefined || !isOfMore || period === undefined) return []
    if (watchedFor(alarm, before) !== undefined) return []
    return [{ name, after: period * EvaluationPeriods }]
  })
}

/** The metric of each alarm that tells people of what does not happen, by the alarm's name. */
export function missedMetrics(template: Template): Readonly<Record<string, string>> {
  const alarms = ofType(template, 'AWS::CloudWatch::Alarm').flatMap(([name, { Properties }]) => {
    const { AlarmActions, ComparisonOperator = '', MetricName = '' } = Properties as Alarm
    const isOfLess = ComparisonOperator.startsWith('LessThan')
    return AlarmActions !== undefined && isOfLess ? [[name, MetricName] as const] : []
  })
  return Object.fromEntries(alarms)
}

/** The period in which an alarm counts what happened; `undefined` when it counts something else. */
function watchedFor(alarm: Alarm, happenings: readonly Happening[]): number | undefined {
  const metrics = [
    { Metric: alarm as Metric, Period: alarm.Period ?? 0 },
    ...(alarm.Metrics ?? []).flatMap(({ MetricStat }) => MetricStat ?? []),
  ]
  return metrics.find(({ Metric }) => happenings.some((one) => counts(Metric, one)))?.Period
}

function counts({ Namespace, MetricName, Dimensions = [] }: Metric, { namespace, metric, of }: Happening) {
  if (Namespace !== namespace || MetricName !== metric) return false
  return of === undefined || Dimensions.some(({ Value }) => logicalId(Value) === of)
}

/** The resource that a value is of: `{ Ref }` or `Fn::GetAtt`. */
function logicalId(value: unknown): string | undefined {
  const { Ref, 'Fn::GetAtt': attribute } = value as { Ref?: string; 'Fn::GetAtt'?: readonly string[] }
  return Ref ?? attribute?.[0]
}
