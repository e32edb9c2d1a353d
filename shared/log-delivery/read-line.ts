import * as z from 'zod'
import type { FieldType, LogFieldName } from '../model/log-fields.ts'
import { LOG_FIELDS } from '../model/log-fields.ts'
import { ResourceRef, resourcePath } from '../model/resource.ts'
import type { LogBatch } from './log-batch.ts'

/** A line as OpenSearch keeps it: fields of `LOG_FIELDS` by their paths, and `metric`. */
export type LogDocument = Readonly<Record<string, unknown>>

/** A line of Holdfast's logger (Powertools). */
const LoggerLine = z.looseObject({ service: z.string(), level: z.string(), message: z.string() })

/** A line of metrics: CloudWatch's embedded metric format. */
const MetricLine = z.looseObject({
  service: z.string(),
  _aws: z.object({
    CloudWatchMetrics: z.array(z.object({ Metrics: z.array(z.object({ Name: z.string().regex(/^\w+$/) })) })),
  }),
})

type Line = Readonly<Record<string, unknown>>

/**
 * Reads a line of a function's log as what OpenSearch is given. Only fields of their own type are taken, so that nothing
 * that a line says can make OpenSearch refuse it, or learn new fields from it.
 *
 * @returns `undefined` for what is not Holdfast's: lines of Lambda itself, and whatever a library may print
 */
export function readLine(
  logGroup: string,
  { timestamp, message }: Pick<LogBatch['logEvents'][number], 'timestamp' | 'message'>,
): LogDocument | undefined {
  const json = jsonOf(message)
  const written = {
    '@timestamp': new Date(timestamp).toISOString(),
    log_group: logGroup,
    line: message.trim(),
  }
  const metrics = MetricLine.safeParse(json)
  if (metrics.success) {
    const { service, Zone: zone } = metrics.data
    const subject = { ...fieldsOf(metrics.data), ...ofType('zone', zone) }
    return { ...subject, ...written, service, metric: metricsOf(metrics.data) }
  }
  const { success, data } = LoggerLine.safeParse(json)
  return success ? { ...fieldsOf(data), ...subjectOf(data), ...written } : undefined
}

function jsonOf(message: string): unknown {
  try {
    return JSON.parse(message)
  } catch {
    // Lambda's own lines are plain text.
    return undefined
  }
}

function fieldsOf(line: Line): LogDocument {
  const names = Object.keys(LOG_FIELDS) as LogFieldName[]
  return Object.assign({}, ...names.map((name) => ofType(name, valueAt(line, name)))) as LogDocument
}

function valueAt(line: Line, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, member) => (isRecord(value) ? value[member] : undefined), line)
}

function isRecord(value: unknown): value is Line {
  return typeof value === 'object' && value !== null
}

const TYPE_OF = {
  boolean: 'boolean',
  date: 'string',
  keyword: 'string',
  long: 'number',
  text: 'string',
} as const

/** The field, unless its value is not what the index expects there. */
function ofType(name: LogFieldName, value: unknown): LogDocument {
  const type: FieldType = LOG_FIELDS[name].type
  return typeof value === TYPE_OF[type] ? { [name]: value } : {}
}

/** A line names its resource by path, as an object, or within an outcome; the zone follows from it. */
function subjectOf(line: Line): LogDocument {
  const resource = [line['resource'], valueAt(line, 'outcome.resource')]
    .map(pathOf)
    .find((one) => one !== undefined)
  const zone = line['zone'] ?? resource?.split('/')[1]
  return { ...ofType('resource', resource), ...ofType('zone', zone) }
}

function pathOf(resource: unknown): string | undefined {
  if (typeof resource === 'string') return resource
  const { success, data } = ResourceRef.safeParse(resource)
  return success ? resourcePath(data) : undefined
}

/** The values that the line declares to be metrics; of one that was counted several times, all. */
function metricsOf({ _aws, ...line }: z.infer<typeof MetricLine>): Readonly<Record<string, unknown>> {
  const names = _aws.CloudWatchMetrics.flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name))
  const values: Line = line
  const declared = names.map((name) => [name, values[name]] as const)
  return Object.fromEntries<unknown>(declared.filter(([, value]) => isNumeric(value)))
}

function isNumeric(value: unknown): boolean {
  return [value].flat().every((one) => typeof one === 'number' && Number.isFinite(one))
}
