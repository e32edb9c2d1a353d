import pLimit from 'p-limit'
import { RULE_PREFIX } from '../model/own-rule.ts'
import type { Failure } from '../model/run.ts'
import type { EventRule, EventRulesApi } from '../ports/zones-api.ts'
import { carryOut } from './carry-out.ts'
import type { Forwarding, Hub } from './forwarding.ts'
import { forwardingRules } from './forwarding.ts'
import type { EnrolmentStep } from './plan-enrolment.ts'
import { planEnrolment, planRetirement } from './plan-enrolment.ts'
import { zoneFailure } from './zone-failure.ts'

/** The way to the rules of any region. */
export interface RulesDoor {
  readonly openRules: (region: string) => EventRulesApi
}

/**
 * What was decided for one region and, unless `failure` or a dry run says otherwise, done. A rule that was refused
 * is a failure, too: the changes of the region reach no hub.
 */
export interface ZoneEnrolment {
  readonly zone: string
  readonly steps: readonly EnrolmentStep[]
  readonly failure?: Failure
}

/** Which regions; a dry run decides and does nothing. */
export interface EnrolmentRequest {
  readonly regions: readonly string[]
  readonly dryRun?: boolean
}

/** Regions worked on at the same time: their quotas are their own, this only bounds open sockets. */
const CONCURRENT_REGIONS = 8

/**
 * Sees to it that every region sends its changes to the hub: creates what is missing, heals what differs, leaves
 * alone what is right. Safe to repeat; every run does. A region that fails is an answer, not an exception.
 *
 * @returns one answer for each region, in the order given
 */
export async function enrolZones(
  door: RulesDoor,
  forwarding: Forwarding,
  request: EnrolmentRequest,
): Promise<readonly ZoneEnrolment[]> {
  const wanted = forwardingRules(forwarding)
  return await inEachRegion(door, request, async (api) => {
    const found = await api.listRules(RULE_PREFIX)
    const steps = planEnrolment(forwarding, api.region, found)
    return { steps, act: () => carryOut(api, steps, { wanted, found }) }
  })
}

/** Removes every rule that was ever made for the hub, in each of the regions. Answers as `enrolZones`. */
export async function retireZones(
  door: RulesDoor,
  hub: Hub,
  request: EnrolmentRequest,
): Promise<readonly ZoneEnrolment[]> {
  return await inEachRegion(door, request, async (api) => {
    const found: readonly EventRule[] = await api.listRules(RULE_PREFIX)
    const steps = planRetirement(hub, found)
    return { steps, act: () => carryOut(api, steps, { found }) }
  })
}

/** Steps, and the way to carry them out. */
interface Decision {
  readonly steps: readonly EnrolmentStep[]
  readonly act: () => Promise<void>
}

async function inEachRegion(
  door: RulesDoor,
  { regions, dryRun = false }: EnrolmentRequest,
  decide: (api: EventRulesApi) => Promise<Decision>,
): Promise<readonly ZoneEnrolment[]> {
  const limit = pLimit(CONCURRENT_REGIONS)
  return await limit.map(regions, async (zone) => {
    let steps: readonly EnrolmentStep[] = []
    try {
      const decision = await decide(door.openRules(zone))
      steps = decision.steps
      if (!dryRun) await decision.act()
      const refused = steps.find(({ action }) => action === 'refuse')
      return { zone, steps, ...(refused && { failure: refusal(refused) }) }
    } catch (error) {
      return { zone, steps, failure: zoneFailure(error) }
    }
  })
}

function refusal({ rule, reason }: EnrolmentStep): Failure {
  return { error: 'PreconditionFailedError', message: `${rule}: ${reason}`, retryable: false }
}
