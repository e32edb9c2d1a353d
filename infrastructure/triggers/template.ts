import type { JsonObject } from '../../shared/model/json.ts'
import type { FactsKind } from '../../shared/triggers/facts-kind.ts'
import type { TriggerKind } from '../../shared/triggers/kind.ts'
import { ruleArnsOutput, ruleResources } from './forwarding-rules.ts'
import type { Grantees } from './policies.ts'
import { policyResources } from './policies.ts'
import { readingStatements, writingStatements } from './statements.ts'
import { switchesOf } from './switches.ts'

/** The functions that capture (infrastructure/roles.yml). */
const CAPTURING: Grantees = {
  name: 'ReadTriggers',
  description: 'Holdfast, what captures read of triggers and of what functions name',
  roles: ['OnChangeRole', 'CaptureShardRole'],
}

/** The functions that restore (infrastructure/restore.yml): they look before they write, and read back after. */
const LOOKING: Grantees = {
  name: 'RestoreReadsTriggers',
  description: 'Holdfast, what restores read of triggers and of what functions name',
  roles: ['PlanRestoreRole', 'ApplyRestoreRole', 'VerifyRestoreRole'],
  condition: 'RestoreAllowed',
}

/** Those that put triggers back: switched off first, live once the function is verified. */
const WRITING: Grantees = {
  name: 'RestoreWritesTriggers',
  description: 'Holdfast, what restores write of triggers',
  roles: ['ApplyRestoreRole', 'VerifyRestoreRole'],
  condition: 'RestoreAllowed',
}

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
  const reading = readingStatements(kinds, facts)
  const policies = [
    policyResources(reading, CAPTURING),
    policyResources(reading, LOOKING),
    policyResources(writingStatements(kinds), WRITING),
  ]
  const conditions = policies.map(({ Conditions }) => Conditions)
  const resources = policies.map(({ Resources }) => Resources)
  return {
    Parameters: switches.Parameters,
    Conditions: Object.assign({}, switches.Conditions, ...conditions) as JsonObject,
    Resources: Object.assign({}, ...resources, ruleResources(patterns)) as JsonObject,
    Outputs: { TriggerForwardingRuleArns: { Value: ruleArnsOutput(patterns) } },
  }
}
