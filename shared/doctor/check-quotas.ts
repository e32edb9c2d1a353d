import type { LambdaLimits, LimitsApi } from './doctor-ports.ts'
import type { Finding } from './finding.ts'
import { ok, warning } from './finding.ts'

/** Share of the code storage past which a restore of many functions may not fit. */
const CODE_SHARE = 0.8

/**
 * Concurrent executions that the hub needs beside the user's own: on-change takes two (infrastructure/changes.yml),
 * a run one for each zone that it works on at the same time.
 */
const HUB_CONCURRENCY = 40

const GIB = 1024 ** 3

/** Looks whether Lambda's quotas leave room: for restores in every region, for Holdfast itself in the hub. */
export async function checkQuotas(zone: string, hub: string, api: LimitsApi): Promise<readonly Finding[]> {
  return judgeQuotas(zone, hub, await api.readLimits())
}

export function judgeQuotas(zone: string, hub: string, limits: LambdaLimits): readonly Finding[] {
  const place = { check: 'quotas', zone } as const
  const code = judgeCode(zone, limits)
  if (zone !== hub || limits.unreservedConcurrency >= HUB_CONCURRENCY) return [code]
  const few = `Only ${limits.unreservedConcurrency} executions may run at a time besides reserved ones; runs need up to ${HUB_CONCURRENCY}.`
  return [code, warning(place, few, raise(zone, 'L-B99A9384', 1000))]
}

function judgeCode(zone: string, { codeUsed, codeLimit }: LambdaLimits): Finding {
  const place = { check: 'quotas', zone } as const
  const share = codeLimit === 0 ? 1 : codeUsed / codeLimit
  const used = `${Math.round(share * 100)} % of ${(codeLimit / GIB).toFixed(0)} GiB code storage is used`
  if (share < CODE_SHARE) return ok(place, `${used}.`)
  const doubled = Math.max(1, Math.round((2 * codeLimit) / GIB))
  return warning(place, `${used}: a restore may not fit.`, raise(zone, 'L-2ACBD22F', doubled))
}

/** Codes of Lambda's quotas as `aws service-quotas list-service-quotas --service-code lambda` lists them. */
function raise(zone: string, code: string, value: number): string {
  return `aws service-quotas request-service-quota-increase --service-code lambda --quota-code ${code} --desired-value ${value} --region ${zone}`
}
