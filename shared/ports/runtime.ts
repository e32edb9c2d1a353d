import type { MetricPoint } from '../model/metrics.ts'

/** The time of day and the passing of it. */
export interface Clock {
  now(): Date
  /** Waits. `ms` in milliseconds. */
  sleep(ms: number): Promise<void>
}

/** Structured log. Fields are facts; never an environment value, a token or a presigned URL. */
export interface Log {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void
  info(message: string, fields?: Readonly<Record<string, unknown>>): void
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void
  error(message: string, fields?: Readonly<Record<string, unknown>>): void
}

/** Counts and durations for CloudWatch. */
export interface Metrics {
  /** The name, the unit, the value; and the zone, of a metric that has one number for each. */
  add(...point: MetricPoint): void
}
