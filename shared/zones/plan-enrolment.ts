import { isDeepStrictEqual } from 'node:util'
import type { EventRule } from '../ports/zones-api.ts'
import type { Forwarding, ForwardingRule, Hub } from './forwarding.ts'
import { forwardingRules, madeFor } from './forwarding.ts'

/**
 * What happens to one rule of one region, and why. `refuse`: a rule of that name is somebody else's, and stays
 * as it is.
 */
export interface EnrolmentStep {
  readonly action: 'create' | 'heal' | 'keep' | 'remove' | 'refuse'
  readonly rule: string
  readonly reason: string
}

/**
 * Decides what a region needs so that its changes reach the hub: nothing in the hub's own region, where the stack
 * has its own rules (others would bring each event twice); every healthy rule of `forwardingRules` elsewhere.
 *
 * @param rules those of the region whose names begin with RULE_PREFIX
 * @returns at least one step, except in the hub's region
 */
export function planEnrolment(
  forwarding: Forwarding,
  region: string,
  rules: readonly EventRule[],
): readonly EnrolmentStep[] {
  if (region === forwarding.region) return planRetirement(forwarding, rules)
  const wanted = forwardingRules(forwarding)
  const others = rules.filter(({ name }) => !wanted.some((one) => one.name === name))
  return [
    ...wanted.map((one) =>
      planRule(
        forwarding,
        one,
        rules.find(({ name }) => name === one.name),
      ),
    ),
    ...planRetirement(forwarding, others),
  ]
}

/** Decides what to remove so that a region forwards nothing to the hub any more: every rule made for it. */
export function planRetirement(hub: Hub, rules: readonly EventRule[]): readonly EnrolmentStep[] {
  return rules
    .filter((rule) => madeFor(hub, rule))
    .map(({ name }) => ({ action: 'remove', rule: name, reason: 'nothing needs it any more' }))
}

function planRule(hub: Hub, wanted: ForwardingRule, found: EventRule | undefined): EnrolmentStep {
  const rule = wanted.name
  if (found === undefined) return { action: 'create', rule, reason: 'changes of the region reach no hub' }
  if (!madeFor(hub, found) && !forwardsTo(found, wanted)) {
    return { action: 'refuse', rule, reason: 'a rule of this name was made by somebody else' }
  }
  const defects = defectsOf(found, wanted)
  if (defects.length === 0) return { action: 'keep', rule, reason: 'as it must be' }
  return { action: 'heal', rule, reason: defects.join(', ') }
}

/** A rule that lost its tags is still known by where it sends. */
function forwardsTo(found: EventRule, wanted: ForwardingRule): boolean {
  return found.targets.some(({ arn }) => arn === wanted.target.arn)
}

function defectsOf(found: EventRule, wanted: ForwardingRule): readonly string[] {
  const target = found.targets.find(({ id }) => id === wanted.target.id)
  const defects: readonly (readonly [boolean, string])[] = [
    [!found.enabled, 'it is disabled'],
    [!isDeepStrictEqual(found.pattern, wanted.pattern), 'its pattern differs'],
    [target === undefined, 'its target is missing'],
    [target !== undefined && target.arn !== wanted.target.arn, 'it sends elsewhere'],
    [target !== undefined && target.roleArn !== wanted.target.roleArn, 'its role differs'],
    [target?.reshaped === true, 'it reshapes the events'],
    [found.targets.some(({ id }) => id !== wanted.target.id), 'it has another target'],
    [!hasTags(found, wanted), 'its tags are missing'],
  ]
  return defects.flatMap(([there, defect]) => (there ? [defect] : []))
}

function hasTags(found: EventRule, wanted: ForwardingRule): boolean {
  return Object.entries(wanted.tags).every(([key, value]) => found.tags[key] === value)
}
