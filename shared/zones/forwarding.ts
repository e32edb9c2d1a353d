import { createHash } from 'node:crypto'
import type { EventRule, NewRule, RuleTarget } from '../ports.ts'
import pattern from './forwarding-pattern.json' with { type: 'json' }

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

/** How the names of all forwarding rules begin; the permission to make them ends there (infrastructure/zones.yml). */
export const RULE_PREFIX = 'holdfast-forward-'

/** A rule's name has at most 64 characters (EventBridge API reference, PutRule). */
const MAX_NAME = 64
const TARGET_ID = 'hub'
const STACK_TAG = 'holdfast'
const HUB_TAG = 'holdfast-hub'

/** What a region's forwarding rule must be. */
export interface ForwardingRule extends Pick<EventRule, 'name' | 'tags'>, NewRule {
  readonly target: Omit<RuleTarget, 'reshaped'> & { readonly roleArn: string }
}

/**
 * The rule that a region needs on its default bus. The pattern is the one of `ForwardingRule` in
 * infrastructure/changes.yml, which is that rule in the hub's own region: both read forwarding-pattern.json.
 */
export function forwardingRule(forwarding: Forwarding): ForwardingRule {
  return {
    name: ruleName(forwarding),
    description: `Holdfast, changes to the hub of ${forwarding.stack} in ${forwarding.region}`,
    pattern,
    tags: ruleTags(forwarding),
    target: { id: TARGET_ID, arn: forwarding.busArn, roleArn: forwarding.roleArn },
  }
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

function ruleName({ stack, region }: Hub): string {
  const name = `${RULE_PREFIX}${stack}-${region}`
  if (name.length <= MAX_NAME) return name
  return `${RULE_PREFIX}${createHash('sha256').update(name).digest('hex').slice(0, 16)}`
}
