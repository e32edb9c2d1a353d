import { Logger } from '@aws-lambda-powertools/logger'
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import type { Log, Metrics as MetricsPort } from '../ports/runtime.ts'
import type { LogKeys } from './log-context.ts'
import { currentLogKeys } from './log-context.ts'

/** The one logger and the one set of metrics of a function; their names come from POWERTOOLS_* (serverless.yml). */
export const logger = new Logger()
export const metrics = new Metrics()

const UNITS = {
  Count: MetricUnit.Count,
  Bytes: MetricUnit.Bytes,
  Milliseconds: MetricUnit.Milliseconds,
  Seconds: MetricUnit.Seconds,
  Percent: MetricUnit.Percent,
} as const

/** What the metrics of the present invocation belong to. */
let story: LogKeys & { readonly function_name?: string } = {}

/**
 * From now on each line of an invocation says what it belongs to. Those of metrics do so beside their dimensions: each value
 * of a dimension would be a metric of its own.
 */
export function beginStory(keys: LogKeys, functionName: string): void {
  logger.appendKeys({ ...keys })
  story = { function_name: functionName, ...keys }
  metrics.clearMetadata()
  tellStory(metrics)
}

function tellStory(to: Metrics): Metrics {
  for (const [name, value] of Object.entries(story)) to.addMetadata(name, String(value))
  return to
}

/** Structured lines in the function's log, by Powertools; errors with name, stack and cause. */
export const logPort: Log = {
  debug: (message, fields = {}) => logger.debug(message, { ...currentLogKeys(), ...fields }),
  info: (message, fields = {}) => logger.info(message, { ...currentLogKeys(), ...fields }),
  warn: (message, fields = {}) => logger.warn(message, { ...currentLogKeys(), ...fields }),
  error: (message, fields = {}) => logger.error(message, { ...currentLogKeys(), ...fields }),
}

/** CloudWatch's embedded metric format, by Powertools: one log line at the end of each invocation. */
export const metricsPort: MetricsPort = {
  add(name, unit, value, zone?) {
    if (zone === undefined) metrics.addMetric(name, UNITS[unit], value)
    // What has a dimension of its own is a line of its own.
    else tellStory(metrics.singleMetric()).addDimension('Zone', zone).addMetric(name, UNITS[unit], value)
  },
}
