import type { FleetRun } from '../fleet/fleet-runs.ts'
import type { Service } from '../service.ts'
import { gigabytesOf } from '../service.ts'
import type { Use } from './prices.ts'
import { times, together } from './prices.ts'
import type { WatchUse } from './watch.ts'
import { BETWEEN_LOOKS } from './watch.ts'

/** What the numbers are told for. */
export const THOUSAND = 1000

/** Days of a month on average. */
const DAYS = 365 / 12

/** The default schedules: a deep run on Sundays, a quick run on every other day. Runs in a month. */
export const RUNS = { deep: DAYS / 7, quick: (DAYS * 6) / 7 } as const

/** Not measured, but assumed, for each function in a month. */
export const CHANGES = 10

/** Seconds of one invocation of on-change for one function, on the safe side. */
export const CHANGE_SECONDS = 5

/**
 * Requests to S3 of one capture: pointer, presence of the blob, and twice whether a sweep is at work; blob, manifest,
 * pointer (bench capture-calls).
 */
const CAPTURE: Use = { read: 4, write: 3 }

/** Seconds of one look for unusual activity, on the safe side: nine lists, one after the other. */
export const LOOK_SECONDS = 1

/** Looks of a month. */
export const LOOKS = (DAYS * 24 * 3_600_000) / BETWEEN_LOOKS

/** Long polls of the idle queue: five at a time (Lambda developer guide, "Using Lambda with Amazon SQS"), 20 s each. */
const POLLS = (DAYS * 24 * 3600 * 5) / 20

/** Twenty-one alarms, and two with anomaly detection, each of which is paid as three (CloudWatch pricing). */
const ALARMS = 21 + 2 * 3

/** Ten metrics that are sent at every hour; thirty that are sent once a day are paid for that hour alone. */
const METRICS = 10 + 30 / 24

/** What stands in a deployment whether anything happens or not: infrastructure/*.yml. */
export const STANDING: Use = { key: 2, alarm: ALARMS, metric: METRICS, dashboard: 1, message: POLLS }

/** What a run uses for a thousand functions, with the seconds that it took to capture or list them. */
export function useOfRun(run: FleetRun, service: Service): Use {
  const states = Object.entries(run.invocations)
  const gigabyteSeconds = states.map(([state, { seconds }]) => seconds * gigabytesOf(service, state))
  const { GetObject = 0, HeadObject = 0, PutObject = 0, ListObjectsV2 = 0 } = run.vault
  const use: Use = {
    transition: run.transitions,
    gigabyteSecond: sum(gigabyteSeconds),
    invocation: sum(states.map(([, { count }]) => count)),
    write: PutObject + ListObjectsV2,
    read: GetObject + HeadObject,
  }
  return times(use, THOUSAND / run.functions)
}

/**
 * What changes of a thousand functions use in a month: event, message (sent, received, deleted), capture, and what the
 * line about it costs.
 */
export function useOfChanges(service: Service, { change }: WatchUse): Use {
  const one: Use = {
    event: 1,
    message: 3,
    invocation: 1,
    gigabyteSecond: CHANGE_SECONDS * gigabytesOf(service, 'OnChange'),
  }
  return times(together(one, CAPTURE, change), THOUSAND * CHANGES)
}

/** What looks for unusual activity use in a month in which nothing happens. */
export function useOfLooks(service: Service, { quiet }: WatchUse): Use {
  const one: Use = { invocation: 1, gigabyteSecond: LOOK_SECONDS * gigabytesOf(service, 'WatchActivity') }
  return times(together(one, quiet), LOOKS)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
