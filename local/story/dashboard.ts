import {
  CloudWatchClient,
  GetDashboardCommand,
  GetMetricStatisticsCommand,
  ListDashboardsCommand,
} from '@aws-sdk/client-cloudwatch'
import * as z from 'zod'
import type { Stage } from './stage.ts'

type Watched = Pick<Stage, 'clients'>

/** Seconds of a day: what the dashboard sums up. */
const DAY = 86_400

/** A number of a widget: namespace, metric, dimension, value, settings. (CloudWatch API reference, "Dashboard body") */
const Shown = z.tuple([
  z.literal('Holdfast'),
  z.string(),
  z.string(),
  z.string(),
  z.object({ stat: z.enum(['Sum', 'Maximum']), label: z.string() }),
])

const Body = z.object({
  widgets: z.array(
    z.object({
      properties: z.looseObject({
        title: z.string().optional(),
        view: z.string().optional(),
        alarms: z.array(z.string()).optional(),
        metrics: z.array(z.unknown()).optional(),
      }),
    }),
  ),
})

/** What the dashboard of the stack shows at its top. */
export interface Dashboard {
  /** ARNs of the alarms that are the promises. */
  readonly promises: readonly string[]
  /** Widgets of single numbers, by their titles, with each number and what people call it. */
  readonly numbers: Readonly<Record<string, readonly string[]>>
}

/** Reads the dashboard that the stack made, and gets its numbers as a browser would. @throws Error when there is none */
export async function readDashboard({ clients }: Watched): Promise<Dashboard> {
  const client = clients.of(CloudWatchClient)
  const { DashboardEntries = [] } = await client.send(new ListDashboardsCommand({}))
  const DashboardName = DashboardEntries[0]?.DashboardName
  if (DashboardName === undefined) throw new Error('the stack has no dashboard')
  const { DashboardBody = '{}' } = await client.send(new GetDashboardCommand({ DashboardName }))
  const widgets = Body.parse(JSON.parse(DashboardBody)).widgets.map(({ properties }) => properties)
  const numbers: Record<string, readonly string[]> = {}
  for (const { title = '', view, metrics = [] } of widgets) {
    const shown = view === 'singleValue' ? asShown(metrics) : []
    if (shown.length > 0) numbers[title] = await Promise.all(shown.map((one) => numberOf(client, one)))
  }
  return { promises: widgets.flatMap(({ alarms = [] }) => alarms), numbers }
}

function asShown(metrics: readonly unknown[]): readonly z.infer<typeof Shown>[] {
  return metrics.flatMap((metric) => {
    const { data } = Shown.safeParse(metric)
    return data === undefined ? [] : [data]
  })
}

async function numberOf(
  client: CloudWatchClient,
  [Namespace, MetricName, Name, Value, { stat, label }]: z.infer<typeof Shown>,
): Promise<string> {
  const now = Date.now()
  const { Datapoints = [] } = await client.send(
    new GetMetricStatisticsCommand({
      Namespace,
      MetricName,
      Dimensions: [{ Name, Value }],
      StartTime: new Date(now - DAY * 1000),
      EndTime: new Date(now),
      Period: DAY,
      Statistics: [stat],
    }),
  )
  const values = Datapoints.map((point) => point[stat] ?? 0)
  if (values.length === 0) return `${label}: no data`
  const value = stat === 'Sum' ? values.reduce((sum, one) => sum + one, 0) : Math.max(...values)
  return `${label}: ${value}`
}
