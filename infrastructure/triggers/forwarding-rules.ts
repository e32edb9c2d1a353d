import * as z from 'zod'
import type { JsonObject } from '../../shared/model/json.ts'

/** The stack's first rule to the hub (infrastructure/changes.yml). */
const FIRST = 'ForwardingRule'

const Sources = z.array(z.string())

/** The stack's further rules to the hub: changes of triggers in the hub's own region, one rule for each pattern. */
export function ruleResources(patterns: readonly JsonObject[]): JsonObject {
  return Object.fromEntries(patterns.map((pattern, index) => [ruleId(index), ruleOf(pattern, index)]))
}

/** ARNs of these rules, separated by commas: an output of the stack. */
export function ruleArnsOutput(patterns: readonly JsonObject[]): JsonObject {
  return { 'Fn::Join': [',', patterns.map((_, index) => arnOf(ruleId(index)))] }
}

/** ARNs of all of the stack's rules to the hub. */
export function forwardingRuleArns(patterns: readonly JsonObject[]): readonly JsonObject[] {
  return [arnOf(FIRST), ...patterns.map((_, index) => arnOf(ruleId(index)))]
}

/** Every event that may come to the hub goes on: what matters was decided where it came from. */
export function hubPattern(patterns: readonly JsonObject[]): JsonObject {
  const sources = patterns.flatMap(({ source }) => Sources.parse(source))
  return { source: [...new Set(sources)] }
}

function ruleId(index: number): string {
  return `Trigger${FIRST}${index + 1}`
}

function arnOf(id: string): JsonObject {
  return { 'Fn::GetAtt': [id, 'Arn'] }
}

function ruleOf(pattern: JsonObject, index: number): JsonObject {
  const target = {
    Id: 'hub',
    Arn: { 'Fn::GetAtt': ['HubBus', 'Arn'] },
    RoleArn: { 'Fn::GetAtt': ['ForwardingRole', 'Arn'] },
    DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['ChangesDeadLetters', 'Arn'] } },
  }
  return {
    Type: 'AWS::Events::Rule',
    Properties: {
      Description: `Holdfast, changes of triggers to the hub (${index + 1})`,
      State: 'ENABLED',
      EventPattern: pattern,
      Targets: [target],
    },
  }
}
