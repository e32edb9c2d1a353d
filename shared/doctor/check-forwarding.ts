import { isDeepStrictEqual } from 'node:util'
import { EDGE_REGION, EDGE_ZONE } from '../model/edge.ts'
import type { JsonObject } from '../model/json.ts'
import type { EventRule, Stack } from '../ports/zones-api.ts'
import type { RulesDoor, ZoneEnrolment } from '../zones/enrol.ts'
import { enrolZones } from '../zones/enrol.ts'
import type { Forwarding } from '../zones/forwarding.ts'
import { FORWARDING_PATTERNS } from '../zones/forwarding.ts'
import { readForwarding } from '../zones/read-forwarding.ts'
import type { Finding, Place } from './finding.ts'
import { ok, problem, unknown } from './finding.ts'
import type { Deployed } from './mend.ts'
import { deployedAs, enrolCommand, mendedByDeploying, repairCommand } from './mend.ts'

/**
 * Looks whether the events of a zone reach the hub's queue: the rule of its region and, in the hub, the rules of the
 * stack. The events of the edge come with those of EDGE_REGION.
 */
export async function checkForwarding(
  door: RulesDoor,
  zone: string,
  deployment: { readonly stack: Stack; readonly hub: string },
): Promise<readonly Finding[]> {
  const region = zone === EDGE_ZONE ? EDGE_REGION : zone
  const findings = await checkRegion(door, region, deployment)
  return findings.map((finding) => ({ ...finding, zone }))
}

async function checkRegion(
  door: RulesDoor,
  zone: string,
  { stack, hub }: { readonly stack: Stack; readonly hub: string },
): Promise<readonly Finding[]> {
  const forwarding = readForwarding(stack, hub)
  if (zone === hub) return await checkHubRules(door, forwarding, stack)
  const [enrolment] = await enrolZones(door, forwarding, { regions: [zone], dryRun: true })
  return enrolment === undefined ? [] : [judgeEnrolment(forwarding, enrolment)]
}

/** What the plan for a region says of it: only a rule to keep is well. */
export function judgeEnrolment(forwarding: Forwarding, { zone, steps, failure }: ZoneEnrolment): Finding {
  const place = { check: 'forwarding', zone } as const
  const [step] = steps.filter(({ action }) => action !== 'keep')
  if (failure !== undefined && step?.action !== 'refuse') {
    return unknown(place, `The rules could not be read: ${failure.message}`)
  }
  if (step === undefined) return ok(place, `Changes go to the hub in ${forwarding.region}.`)
  const deployed = { stackName: forwarding.stack, hub: forwarding.region }
  if (step.action === 'refuse') {
    return problem(place, `The rule ${step.rule}: ${step.reason}; its owner must rename it.`)
  }
  return problem(place, `The rule ${step.rule}: ${step.reason}.`, enrolCommand(deployed, zone))
}

async function checkHubRules(
  door: RulesDoor,
  forwarding: Forwarding,
  stack: Stack,
): Promise<readonly Finding[]> {
  const api = door.openRules(forwarding.region)
  const read = async (arn: string | undefined) => {
    const found = parseRuleArn(arn)
    return found && (await api.readRule(found.name, found.bus))
  }
  const { ForwardingRuleArn: first, TriggerForwardingRuleArns: others = '', HubRuleArn } = stack.outputs
  const own = await Promise.all([first, ...others.split(',').filter((arn) => arn !== '')].map(read))
  const hub = await read(HubRuleArn)
  const place = { check: 'forwarding', zone: forwarding.region } as const
  const deployed = deployedAs(stack, forwarding.region)
  return [
    judgeOwnRules(place, { rules: own, busArn: forwarding.busArn }, deployed),
    hub !== undefined && FORWARDING_PATTERNS.some((pattern) => leavesOut(hub.pattern, pattern))
      ? problem(place, 'The rule from the hub to the queue leaves sources out.', repairCommand(deployed))
      : judgeRule(place, { rule: hub, role: 'from the hub to the queue', sendsTo: undefined }, deployed),
  ]
}

/** The rules of the stack that send to the hub. @returns what is wrong with the first that is not well */
export function judgeOwnRules(
  place: Place,
  { rules, busArn }: { readonly rules: readonly (EventRule | undefined)[]; readonly busArn: string },
  deployed: Deployed,
): Finding {
  const judged = rules.map((rule, index) => {
    const finding = judgeRule(place, { rule, role: 'to the hub', sendsTo: busArn }, deployed)
    const differs = rule !== undefined && !isDeepStrictEqual(rule.pattern, FORWARDING_PATTERNS[index])
    return differs && finding.state === 'ok'
      ? problem(place, 'The pattern of the rule to the hub differs.', repairCommand(deployed))
      : finding
  })
  const [worst] = judged.filter(({ state }) => state !== 'ok')
  if (worst !== undefined) return worst
  if (judged.length >= FORWARDING_PATTERNS.length)
    return ok(place, 'The rules to the hub are enabled and have their target.')
  return mendedByDeploying(
    problem(place, 'The deployment has fewer rules to the hub than it needs.'),
    deployed,
  )
}

/** Whether the rule from the hub stops a source of events that the rules to the hub let through. */
function leavesOut(passed: JsonObject | undefined, sent: JsonObject): boolean {
  const [passes, sends] = [passed?.['source'], sent['source']]
  if (!Array.isArray(passes) || !Array.isArray(sends)) return false
  return !sends.every((source) => passes.includes(source))
}

interface HubRule {
  readonly rule: EventRule | undefined
  readonly role: string
  /** `undefined`: any target will do. */
  readonly sendsTo: string | undefined
}

/** What is wrong with one rule of the stack. */
export function judgeRule(place: Place, { rule, role, sendsTo }: HubRule, deployed: Deployed): Finding {
  if (rule === undefined) return problem(place, `The rule ${role} is gone.`, repairCommand(deployed))
  if (!rule.enabled) {
    const bus = /:rule\/(.+)\/[^/]+$/.exec(rule.arn)?.[1]
    const where = bus === undefined ? '' : ` --event-bus-name ${bus}`
    const enable = `aws events enable-rule --name ${rule.name}${where} --region ${deployed.hub}`
    return problem(place, `The rule ${role} is disabled.`, enable)
  }
  const sends = rule.targets.some(({ arn }) => sendsTo === undefined || arn === sendsTo)
  if (!sends) return problem(place, `The rule ${role} has lost its target.`, repairCommand(deployed))
  return ok(place, `The rule ${role} is enabled and has its target.`)
}

/** `arn:...:rule/name` on the default bus, `arn:...:rule/bus/name` on another. */
function parseRuleArn(arn: string | undefined) {
  const [, bus, name] = /:rule\/(?:(.+)\/)?([^/]+)$/.exec(arn ?? '') ?? []
  return name === undefined ? undefined : { name, bus }
}
