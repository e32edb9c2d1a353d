import type { JsonObject } from '../../shared/model/json.ts'
import type { FactsKind } from '../../shared/triggers/facts-kind.ts'
import type { TriggerKind } from '../../shared/triggers/kind.ts'
import { ruleArnsOutput, ruleResources } from './forwarding-rules.ts'
import { policyResources } from './policies.ts'
import { readingStatements } from './statements.ts'
import { switchesOf } from './switches.ts'

/** Roles of the functions that capture (infrastructure/roles.yml). */
const CAPTURING_ROLES = ['OnChangeRole', 'CaptureShardRole']

/** What the kinds of triggers declare. */
export interface Declared {
  readonly kinds: readonly Pick<TriggerKind, 'name' | 'title' | 'permissions'>[]
  readonly facts: readonly Pick<FactsKind, 'service' | 'permissions'>[]
  /** Event patterns of the calls that change triggers. */
  readonly patterns: readonly JsonObject[]
}

/** The part of the template that follows from the kinds of triggers: adding one adds no line to it by hand. */
export function triggerTemplate({ kinds, facts, patterns }: Declared): JsonObject {
  const switches = switchesOf(kinds)
  const policies = policyResources(readingStatements(kinds, facts), CAPTURING_ROLES)
  return {
    Parameters: switches.Parameters,
    Conditions: { ...switches.Conditions, ...policies.Conditions },
    Resources: { ...policies.Resources, ...ruleResources(patterns) },
    Outputs: { TriggerForwardingRuleArns: { Value: ruleArnsOutput(patterns) } },
  }
}
