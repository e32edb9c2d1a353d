import type { RecordedCall } from '../../../local/gateway/recorder.ts'
import type { Quota } from '../../../local/gateway/quotas.ts'
import { LAMBDA_QUOTAS } from '../../../local/gateway/quotas.ts'

/** Calls of one region that one of Lambda's quotas counts. */
export interface QuotaUse {
  readonly region: string
  readonly quota: Quota
  /** Calls that were let through: what the run needed. */
  readonly needed: number
  readonly throttled: number
  /** Seconds in which the quota lets `needed` calls through at best: its bucket is full, the rest comes at its rate. */
  readonly least: number
}

/** How the calls that the gateway recorded fall into Lambda's quotas, the use that takes longest first. */
export function quotaUses(calls: readonly RecordedCall[]): readonly QuotaUse[] {
  const lambda = calls.filter(({ service }) => service === 'lambda')
  const groups = Map.groupBy(lambda, (call) => `${call.region} ${quotaOf(call).name}`)
  return [...groups.values()].map(useOf).toSorted((a, b) => b.least - a.least)
}

function useOf(calls: readonly RecordedCall[]): QuotaUse {
  const [first] = calls
  const quota = quotaOf(first!)
  const throttled = calls.filter(({ by }) => by === 'quota').length
  const needed = calls.length - throttled
  return {
    region: first!.region,
    quota,
    needed,
    throttled,
    least: Math.max(0, needed - quota.burst) / quota.perSecond,
  }
}

function quotaOf({ operation }: RecordedCall): Quota {
  return LAMBDA_QUOTAS.find(({ operations }) => operations?.includes(operation) ?? true)!
}

/** `(2413 calls - 15 at once) / 15 a second = 159.9 s, lambda:* in eu-west-1`. */
export function arithmetic({ region, quota, needed, least }: QuotaUse): string {
  const sum = `(${needed} calls - ${quota.burst} at once) / ${quota.perSecond} a second`
  return `${sum} = ${least.toFixed(1)} s, ${quota.name} in ${region}`
}
