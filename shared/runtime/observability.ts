import { Logger } from '@aws-lambda-powertools/logger'
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import type { Metrics as MetricsPort } from '../ports.ts'

/** The one logger and the one set of metrics of a function; their names come from POWERTOOLS_* (serverless.yml). */
export const logger = new Logger()
export const metrics = new Metrics()

const UNITS = {
  Count: MetricUnit.Count,
  Bytes: MetricUnit.Bytes,
  Milliseconds: MetricUnit.Milliseconds,
  Seconds: MetricUnit.Seconds,
} as const

/** CloudWatch's embedded metric format, by Powertools: one log line at the end of each invocation. */
export const metricsPort: MetricsPort = {
  add(name, unit, value) {
    metrics.addMetric(name, UNITS[unit], value)
  },
}
