import * as z from 'zod'
import type { Call } from './call.ts'

/** A token bucket for the calls that fall into it; kept per account and region. */
export const Quota = z.strictObject({
  name: z.string(),
  /** IAM prefix of the service. */
  service: z.string(),
  /** Operations that draw from it; without it all that no earlier quota names. Data events never do. */
  operations: z.array(z.string()).optional(),
  /** Tokens that come back in a second. */
  perSecond: z.number().positive(),
  /** Tokens that it holds when full. */
  burst: z.number().positive(),
})
export type Quota = z.infer<typeof Quota>

/**
 * The quotas of Lambda's control plane, per account and region; none can be raised.
 * (Lambda developer guide, "Lambda quotas", API requests)
 */
export const LAMBDA_QUOTAS: readonly Quota[] = [
  { name: 'lambda:GetFunction', service: 'lambda', operations: ['GetFunction'], perSecond: 100, burst: 100 },
  { name: 'lambda:GetPolicy', service: 'lambda', operations: ['GetPolicy'], perSecond: 15, burst: 15 },
  { name: 'lambda:*', service: 'lambda', perSecond: 15, burst: 15 },
]

/** Decides which calls are too many. */
export interface Quotas {
  /** Takes a token for the call; `false` when there is none. */
  take(call: Pick<Call, 'service' | 'operation' | 'kind' | 'account' | 'region'>): boolean
  /** Replaces the quotas; all buckets are full again. */
  set(quotas: readonly Quota[]): void
  get(): readonly Quota[]
  /** Calls that were refused, by the name of the quota. */
  refused(): Readonly<Record<string, number>>
}

interface Bucket {
  tokens: number
  at: number
}

/** @param now the time in milliseconds, from any beginning: a bench may pass a clock of its own */
export function openQuotas(initial: readonly Quota[], now: () => number): Quotas {
  let quotas = initial
  let buckets = new Map<string, Bucket>()
  let refused: Record<string, number> = {}
  return {
    take: (call) => {
      const quota = quotas.find((one) => applies(one, call))
      if (quota === undefined) return true
      const key = `${call.account}/${call.region}/${quota.name}`
      const bucket = buckets.get(key) ?? { tokens: quota.burst, at: now() }
      buckets.set(key, bucket)
      const taken = takeToken(bucket, quota, now())
      if (!taken) refused[quota.name] = (refused[quota.name] ?? 0) + 1
      return taken
    },
    set: (replacement) => {
      quotas = replacement
      buckets = new Map()
      refused = {}
    },
    get: () => quotas,
    refused: () => ({ ...refused }),
  }
}

function applies(
  quota: Quota,
  { service, operation, kind }: Pick<Call, 'service' | 'operation' | 'kind'>,
): boolean {
  if (quota.service !== service.iamPrefix) return false
  return quota.operations?.includes(operation) ?? kind !== 'data'
}

function takeToken(bucket: Bucket, { perSecond, burst }: Quota, now: number): boolean {
  bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond)
  bucket.at = now
  if (bucket.tokens < 1) return false
  bucket.tokens -= 1
  return true
}
