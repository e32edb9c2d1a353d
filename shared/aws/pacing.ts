import { TokenBucket } from 'limiter'
import type { CallHooks } from './call-hooks.ts'

/**
 * Requests per second that the Lambda control plane allows for one account and region, by group of operations
 * (Lambda quotas, "API requests"; none can be raised). `other` is all of its other operations together.
 */
export const LAMBDA_QUOTAS = { GetFunction: 100, GetPolicy: 15, other: 15 } as const
type QuotaGroup = keyof typeof LAMBDA_QUOTAS

/** The share of a quota that Holdfast takes by default: the rest is for the user's own deployments. */
export const DEFAULT_SHARE = 1 / 3

/**
 * The part of AWS's own bucket, which holds a second of the quota for everybody, that an invocation may empty at once,
 * whatever its share. Each invocation begins with a burst of its own: three at the same moment are not throttled. A
 * smaller one would lose requests whenever a timer is late or a run pauses to write down how far it is.
 */
const BURST = 1 / 3

/** A throttled group goes half as fast, down to a tenth; each answered request gives a fiftieth back. */
const SLOWER = 0.5
const SLOWEST = 0.1
const RECOVERY = 0.02

/** Gives leave to call, at a rate that follows what AWS bears. */
export interface Pacer {
  /** Waits for leave for one request. */
  readonly take: () => Promise<void>
  /** AWS throttled a request: slower from now on. */
  readonly slowDown: () => void
  /** AWS answered a request: a little faster again, up to the rate that was configured. */
  readonly speedUp: () => void
  /** Requests per second at present. */
  readonly rate: () => number
}

/**
 * @param full requests per second while AWS does not throttle
 * @param burst requests that may leave at once, at the beginning and after a pause
 */
export function createPacer(full: number, burst: number): Pacer {
  const bucket = new TokenBucket({ bucketSize: burst, tokensPerInterval: full, interval: 'second' })
  bucket.content = burst
  const setRate = (rate: number) => {
    bucket.tokensPerInterval = Math.min(full, Math.max(full * SLOWEST, rate))
  }
  return {
    take: async () => void (await bucket.removeTokens(1)),
    slowDown() {
      bucket.content = 0
      setRate(bucket.tokensPerInterval * SLOWER)
    },
    speedUp: () => setRate(bucket.tokensPerInterval + full * RECOVERY),
    rate: () => bucket.tokensPerInterval,
  }
}

/**
 * Hooks that hold the requests to Lambda's control plane back to a share of AWS's quotas: one pacer for each region
 * and group. It counts pages and retries too, for it sees every request that leaves.
 *
 * @param share between 0 and 1 of each quota
 */
export function lambdaPacing(share: number = DEFAULT_SHARE): CallHooks {
  const pacers = new Map<string, Pacer>()
  const pacerOf = (region: string, group: QuotaGroup) => {
    const key = `${region}/${group}`
    const quota = LAMBDA_QUOTAS[group]
    const pacer = pacers.get(key) ?? createPacer(quota * share, quota * BURST)
    pacers.set(key, pacer)
    return pacer
  }
  return {
    async before({ service, operation, region }) {
      if (service === 'Lambda') await pacerOf(region, groupOf(operation)).take()
    },
    after({ service, operation, region, throttled, failed }) {
      if (service !== 'Lambda') return
      const pacer = pacerOf(region, groupOf(operation))
      if (throttled) pacer.slowDown()
      else if (!failed) pacer.speedUp()
    },
  }
}

function groupOf(operation: string): QuotaGroup {
  return operation === 'GetFunction' || operation === 'GetPolicy' ? operation : 'other'
}
