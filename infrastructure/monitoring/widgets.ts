import type { MetricName } from '../../shared/model/metrics.ts'
import { METRICS, METRICS_NAMESPACE } from '../../shared/model/metrics.ts'

/** Seconds of a day: most numbers come once a day. */
const DAY = 86_400

/** What a widget says of all others: where it stands, and how large it is, in columns of 24 and rows. */
export interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A widget of a dashboard (CloudWatch API reference, "Dashboard body structure and syntax"). */
export interface Widget extends Place {
  readonly type: 'text' | 'metric' | 'alarm'
  readonly properties: Readonly<Record<string, unknown>>
}

type Statistic = 'Sum' | 'Maximum' | 'p90'

/** A number on the dashboard, and what people call it. */
export interface Shown {
  readonly metric: MetricName
  readonly label: string
  readonly stat: Statistic
}

/** Metrics whose newest value of a day is shown as a number. */
export function numbers(title: string, shown: readonly Shown[], place: Place): Widget {
  return metricWidget(title, place, { view: 'singleValue', metrics: shown.map((one) => line(one, DAY)) })
}

/** Metrics over time. @param period in seconds */
export function chart(title: string, shown: readonly Shown[], place: Place, period = DAY): Widget {
  const metrics = shown.map((one) => line(one, period))
  return metricWidget(title, place, { view: 'timeSeries', stacked: false, metrics })
}

/** One line for each zone, whichever zones there are. The metric has the dimension `Zone`. */
export function byZone(title: string, metric: MetricName, place: Place): Widget {
  const dimensions = `{${METRICS_NAMESPACE},service,Zone}`
  const search = `SEARCH('${dimensions} MetricName="${metric}" service="\${AWS::StackName}"', 'Maximum', ${DAY})`
  const metrics = [[{ expression: search, id: 'zones', label: "${!PROP('Dim.Zone')}" }]]
  return metricWidget(title, place, { view: 'singleValue', metrics })
}

/** A metric of a queue of the stack. @param queue logical id */
export function queueChart(title: string, metric: string, queue: string, place: Place): Widget {
  const metrics = [
    ['AWS/SQS', metric, 'QueueName', `\${${queue}.QueueName}`, { stat: 'Maximum', period: 300 }],
  ]
  return metricWidget(title, place, { view: 'timeSeries', stacked: false, metrics })
}

/** Markdown. */
export function text(markdown: string, place: Place): Widget {
  return { type: 'text', ...place, properties: { markdown } }
}

/** Red or green for each alarm. @param alarms variable of the body that holds their ARNs */
export function alarmStates(title: string, alarms: string, place: Place): Widget {
  return { type: 'alarm', ...place, properties: { title, alarms: [`\${${alarms}}`] } }
}

function line({ metric, label, stat }: Shown, period: number): readonly unknown[] {
  const named = `${label} (${METRICS[metric].unit})`
  const shown = METRICS[metric].unit === 'Count' ? label : named
  return [METRICS_NAMESPACE, metric, 'service', '${AWS::StackName}', { stat, period, label: shown }]
}

function metricWidget(title: string, place: Place, properties: Readonly<Record<string, unknown>>): Widget {
  return { type: 'metric', ...place, properties: { title, region: '${AWS::Region}', ...properties } }
}
