import type { Metrics } from '../ports/runtime.ts'

/** Requests that left for AWS, pages and retries among them, and how many of these it throttled. */
export interface CallCount {
  readonly calls: number
  readonly throttled: number
}

/** So many calls a share is of at the least: two throttled calls of a run of fifteen are no sign that AWS refuses many. */
const FEWEST = 100

/** Puts the calls of a run, or of one invocation outside of runs, into numbers. */
export function countCalls(metrics: Metrics, { calls, throttled }: CallCount): void {
  metrics.add('ApiCalls', 'Count', calls)
  metrics.add('Throttled', 'Count', throttled)
  metrics.add('ThrottledShare', 'Percent', (100 * throttled) / Math.max(calls, FEWEST))
}
