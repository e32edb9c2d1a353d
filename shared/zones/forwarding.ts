import { createHash } from 'node:crypto'
import type { JsonObject } from '../model/json.ts'
import { RULE_PREFIX } from '../model/own-rule.ts'
import type { EventRule, NewRule, RuleTarget } from '../ports/zones-api.ts'
import pattern from './forwarding-pattern.json' with { type: 'json' }
import { TRIGGER_PATTERNS } from './trigger-patterns.ts'

/** One deployment, as its forwarding rules see it. The bus is what tells two deployments apart. */
export interface Hub {
  /** Name of the stack. */
  readonly stack: string
  /** Where the stack is. */
  readonly region: string
  readonly busArn: string
}

/** A hub with the role under which rules may put events on its bus. */
export interface Forwarding extends Hub {
  readonly roleArn: string
}

/** A rule's name has at most 64 characters (EventBridge API reference, PutRule). */
const MAX_NAME = 64
const TARGET_ID = 'hub'
const STACK_TAG = 'holdfast'
const HUB_TAG = 'holdfast-hub'

/** What one of a region's forwarding rules must be. */
export interface ForwardingRule extends Pick<EventRule, 'name' | 'tags'>, NewRule {
  readonly target: Omit<RuleTarget, 'reshaped'> & { readonly roleArn: string }
}

/** The pattern of each rule to the hub: changes of functions and of the edge first, then those of triggers. */
export const FORWARDING_PATTERNS: readonly JsonObject[] = [pattern, ...TRIGGER_PATTERNS]

/**
 * The rules that a region needs on its default bus. Their patterns are those of the stack's own rules in the hub's
 * region (infrastructure/changes.yml and infrastructure/triggers/forwarding-rules.ts).
 */
export function forwardingRules(forwarding: Forwarding): readonly ForwardingRule[] {
  return FORWARDING_PATTERNS.map((one, index) => ({
    name: ruleName(forwarding, index),
    description: describe(forwarding, index),
    pattern: one,
    tags: ruleTags(forwarding),
    target: { id: TARGET_ID, arn: forwarding.busArn, roleArn: forwarding.roleArn },
  }))
}

/** Whether a rule was made for this hub, whatever its name. A stack tags its own rules with STACK_TAG alone. */
export function madeFor(hub: Hub, rule: Pick<EventRule, 'tags'>): boolean {
  return rule.tags[HUB_TAG] === hub.busArn
}

/** The bus that a stack makes (infrastructure/changes.yml); known without the stack, when that is gone. */
export function hubOf(
  stack: string,
  { account, region, partition }: { account: string; region: string; partition: string },
): Hub {
  return { stack, region, busArn: `arn:${partition}:events:${region}:${account}:event-bus/${stack}-hub` }
}

function ruleTags({ stack, busArn }: Hub): Readonly<Record<string, string>> {
  return { [STACK_TAG]: stack, [HUB_TAG]: busArn }
}

function describe({ stack, region }: Hub, index: number): string {
  const what = index === 0 ? 'changes' : `changes of triggers (${index})`
  return `Holdfast, ${what} to the hub of ${stack} in ${region}`
}

function ruleName({ stack, region }: Hub, index: number): string {
  const suffix = index === 0 ? '' : `-triggers-${index}`
  const name = `${RULE_PREFIX}${stack}-${region}`
  if (name.length + suffix.length <= MAX_NAME) return name + suffix
  return `${RULE_PREFIX}${createHash('sha256').update(name).digest('hex').slice(0, 16)}${suffix}`
}
