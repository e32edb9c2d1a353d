import { paginateDescribeLogGroups, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs'
import * as z from 'zod'
import type { Clients } from '../../local/clients.ts'

type Logs = Pick<Clients, 'logs'>

/** A line that a function wrote as JSON. */
export interface LogLine {
  readonly group: string
  /** When CloudWatch Logs got it. */
  readonly at: Date
  readonly said: Readonly<Record<string, unknown>>
}

/** A metric that a line puts. */
export interface PutMetric {
  readonly group: string
  readonly namespace: string
  readonly name: string
  readonly unit: string
  readonly dimensions: Readonly<Record<string, string>>
}

/** CloudWatch user guide, "Specification: Embedded metric format". */
const Embedded = z.object({
  _aws: z.object({
    Timestamp: z.int(),
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())).min(1),
        Metrics: z.array(z.object({ Name: z.string(), Unit: z.string() })),
      }),
    ),
  }),
})

/** Values of a metric, at most a hundred in a line; texts of dimensions. */
const Value = z.union([z.number(), z.array(z.number()).min(1).max(100)])
const Text = z.string().min(1).max(1024)

/** Every line of JSON in the log groups of functions whose names hold a text. */
export async function logLines({ logs: client }: Logs, logGroupNamePattern: string): Promise<LogLine[]> {
  const lines: LogLine[] = []
  for await (const { logGroups = [] } of paginateDescribeLogGroups({ client }, { logGroupNamePattern })) {
    for (const { logGroupName: group = '' } of logGroups) {
      for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName: group }))
        lines.push(
          ...events.flatMap(({ message = '', timestamp = 0 }) => saidBy(group, new Date(timestamp), message)),
        )
    }
  }
  return lines
}

function saidBy(group: string, at: Date, message: string): readonly LogLine[] {
  return message.startsWith('{') ? [{ group, at, said: JSON.parse(message) as LogLine['said'] }] : []
}

/** The metrics that lines put. @throws ZodError when one that means to is not as specified */
export function putBy(lines: readonly LogLine[]): readonly PutMetric[] {
  const embedded = lines.filter(({ said }) => '_aws' in said)
  return embedded.flatMap(({ group, said }) =>
    Embedded.parse(said)._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
      Metrics.flatMap(({ Name, Unit }) => {
        Value.parse(said[Name])
        return Dimensions.map((names) => {
          const dimensions = Object.fromEntries(names.map((name) => [name, Text.parse(said[name])]))
          return { group, namespace: Namespace, name: Name, unit: Unit, dimensions }
        })
      }),
    ),
  )
}
