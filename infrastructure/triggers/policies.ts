import type { JsonObject } from '../../shared/model/json.ts'
import type { SwitchedStatement } from './statements.ts'

/** Characters of a managed policy, white space not counted; and managed policies of a role (IAM quotas). */
export const MAX_POLICY = 6144
export const MAX_POLICIES = 10

/** Conditions that `Fn::Or` takes (CloudFormation user guide, "Condition functions"). */
const MAX_ALTERNATIVES = 10

/** Members of the template that give roles their statements. */
export interface PolicyResources {
  readonly Conditions: JsonObject
  readonly Resources: JsonObject
}

/** Roles that get statements. */
export interface Grantees {
  /** What their policies are called, before a number. */
  readonly name: string
  readonly description: string
  /** Logical ids of the roles. */
  readonly roles: readonly string[]
  /** The condition of the template under which they are there, if it is not always. */
  readonly condition?: string
}

/**
 * Managed policies that hold these statements, as few as fit IAM's quotas, for roles whose own policies have no room.
 * A policy of which every statement is switched off is left out: IAM knows none without a statement.
 *
 * @param grantees who gets them
 * @throws Error when there are more statements than the roles can have
 */
export function policyResources(
  statements: readonly SwitchedStatement[],
  grantees: Grantees,
): PolicyResources {
  const packs = pack(statements)
  if (packs.length > MAX_POLICIES) throw new Error(`a role cannot have ${packs.length} managed policies`)
  const policies = packs.map((contents, index) => ({ name: `${grantees.name}${index + 1}`, contents }))
  return {
    Conditions: Object.fromEntries(
      policies.map(({ name, contents }) => [`Has${name}`, presenceOf(contents, grantees)]),
    ),
    Resources: Object.fromEntries(
      policies.map(({ name, contents }) => [name, policyOf(name, contents, grantees)]),
    ),
  }
}

function pack(statements: readonly SwitchedStatement[]): readonly (readonly SwitchedStatement[])[] {
  const packs: SwitchedStatement[][] = []
  for (const one of statements) {
    const last = packs.at(-1)
    if (last !== undefined && fits([...last, one])) last.push(one)
    else packs.push([one])
  }
  return packs
}

/** Pseudo parameters are never shorter than what they stand for, so that this is never too little. */
function fits(statements: readonly SwitchedStatement[]): boolean {
  const document = documentOf(statements.map(({ statement }) => statement))
  return JSON.stringify(document).length <= MAX_POLICY && conditionsOf(statements).length <= MAX_ALTERNATIVES
}

function conditionsOf(statements: readonly SwitchedStatement[]): readonly string[] {
  return [...new Set(statements.map(({ condition }) => condition))]
}

function presenceOf(statements: readonly SwitchedStatement[], { condition }: Grantees): JsonObject {
  const some = anyOf(statements)
  return condition === undefined ? some : { 'Fn::And': [{ Condition: condition }, some] }
}

function anyOf(statements: readonly SwitchedStatement[]): JsonObject {
  const [first = {}, ...others] = conditionsOf(statements).map((name) => ({ Condition: name }))
  // `Fn::Or` wants two at least.
  return { 'Fn::Or': [first, ...(others.length === 0 ? [first] : others)] }
}

function policyOf(
  name: string,
  statements: readonly SwitchedStatement[],
  { description, roles }: Grantees,
): JsonObject {
  const switched = statements.map(({ condition, statement }) => ({
    'Fn::If': [condition, statement, { Ref: 'AWS::NoValue' }],
  }))
  return {
    Type: 'AWS::IAM::ManagedPolicy',
    Condition: `Has${name}`,
    Properties: {
      Description: description,
      Roles: roles.map((role) => ({ Ref: role })),
      PolicyDocument: documentOf(switched),
    },
  }
}

function documentOf(statements: readonly JsonObject[]): JsonObject {
  return { Version: '2012-10-17', Statement: [...statements] }
}
