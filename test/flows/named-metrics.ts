import { widgets } from '../../infrastructure/monitoring/dashboard.ts'
import { METRICS_NAMESPACE } from '../../shared/model/metrics.ts'
import { ofType, packagedTemplate } from '../wiring/packaged-template.ts'

interface Metric {
  readonly Namespace?: string
  readonly MetricName?: string
  readonly Dimensions?: readonly { readonly Name: string }[]
}

interface Alarm extends Metric {
  readonly Metrics?: readonly { readonly MetricStat?: { readonly Metric: Metric } }[]
}

/** What a metric is found by, besides the stack's name: `RunsEnded{service}`. */
export function signature(name: string, dimensions: readonly string[]): string {
  return `${name}{${dimensions.toSorted().join()}}`
}

/** Metrics of Holdfast that alarms of the packaged template watch. */
export async function metricsOfAlarms(): Promise<readonly string[]> {
  const alarms = ofType(await packagedTemplate(), 'AWS::CloudWatch::Alarm').map(
    ([, { Properties }]) => Properties as Alarm,
  )
  return alarms
    .flatMap((alarm): readonly Metric[] => [
      alarm,
      ...(alarm.Metrics ?? []).flatMap(({ MetricStat }) => MetricStat?.Metric ?? []),
    ])
    .filter(({ Namespace }) => Namespace === METRICS_NAMESPACE)
    .map(({ MetricName = '', Dimensions = [] }) =>
      signature(
        MetricName,
        Dimensions.map(({ Name }) => Name),
      ),
    )
}

/** `["Holdfast","RunsEnded","service",…` in a widget. */
const SHOWN = /\["Holdfast","(?<name>\w+)","(?<dimension>\w+)"/g
/** `SEARCH('{Holdfast,service,Zone} MetricName="OldestUnprotectedAge"` in one that looks for zones. */
const SEARCHED = /\{Holdfast,(?<dimensions>[\w,]+)\} MetricName=\\+"(?<name>\w+)/g

/** Metrics of Holdfast that the dashboard shows. */
export function metricsOfDashboard(): readonly string[] {
  const text = JSON.stringify(widgets())
  const shown = [...text.matchAll(SHOWN)].map(([, name = '', dimension = '']) => signature(name, [dimension]))
  const searched = [...text.matchAll(SEARCHED)].map(([, dimensions = '', name = '']) =>
    signature(name, dimensions.split(',')),
  )
  return [...shown, ...searched]
}
