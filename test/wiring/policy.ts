import type { Statement } from './packaged-template.ts'
import { matches } from './judge.ts'
import type { Resolve } from './stack-names.ts'

/** A request as policies see it: keys of its context that are not there are absent from the request. */
export interface Asked {
  readonly action: string
  readonly resource: string
  readonly context: Readonly<Record<string, string>>
}

/** A statement in the deployed stack's own names. */
export interface Rule {
  readonly sid: string
  readonly effect: string
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  readonly conditions: readonly Condition[]
}

interface Condition {
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
}

export function rulesOf(statements: readonly Statement[], resolve: Resolve): readonly Rule[] {
  return statements.map(({ sid, effect, actions, resources, condition = {} }) => ({
    sid,
    effect,
    actions,
    resources: resources.map(resolve),
    conditions: Object.entries(condition).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, value]) => ({ operator, key, values: [value].flat().map(resolve) })),
    ),
  }))
}

/** The first rule of this effect that holds for a request. */
export function ruleFor(rules: readonly Rule[], effect: 'Allow' | 'Deny', asked: Asked): Rule | undefined {
  return rules.find(
    (rule) =>
      rule.effect === effect &&
      rule.actions.some((action) => matches(action.toLowerCase(), asked.action.toLowerCase())) &&
      rule.resources.some((resource) => matches(resource, asked.resource)) &&
      rule.conditions.every((condition) => holds(condition, asked.context[condition.key])),
  )
}

/**
 * IAM user guide, "Condition operators" and "Multiple context keys or values": of several values one must match, of a
 * negated operator none; a key that is absent fails an operator, and fulfils a negated one.
 *
 * @throws Error for an operator that is not known here, so that no policy is judged by what was not understood
 */
function holds({ operator, values }: Condition, given: string | undefined): boolean {
  const some = (test: (value: string, given: string) => boolean) =>
    given !== undefined && values.some((value) => test(value, given))
  switch (operator) {
    case 'Null':
      return values.includes(String(given === undefined))
    case 'Bool':
    case 'StringEquals':
      return some((value, other) => value === other)
    case 'StringNotEquals':
      return !some((value, other) => value === other)
    case 'StringLike':
    case 'ArnEquals':
    case 'ArnLike':
      return some(matches)
    case 'ArnNotEquals':
      return !some(matches)
    case 'NumericGreaterThan':
      return some((value, other) => Number(other) > Number(value))
    default:
      throw new Error(`the condition ${operator} is not known here`)
  }
}
