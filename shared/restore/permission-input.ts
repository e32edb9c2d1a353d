import type { JsonObject, JsonValue } from '../model/json.ts'
import { objectOf, textOf, textsOf } from '../model/members.ts'

/** Conditions that AddPermission can make: the operator and key that Lambda writes, and the member that asks for it. */
const CONDITIONS: Readonly<Record<string, string>> = {
  'ArnLike AWS:SourceArn': 'SourceArn',
  'ArnLike aws:SourceArn': 'SourceArn',
  'ArnEquals AWS:SourceArn': 'SourceArn',
  'ArnEquals aws:SourceArn': 'SourceArn',
  'StringEquals AWS:SourceAccount': 'SourceAccount',
  'StringEquals aws:SourceAccount': 'SourceAccount',
  'StringEquals aws:PrincipalOrgID': 'PrincipalOrgID',
  'StringEquals lambda:FunctionUrlAuthType': 'FunctionUrlAuthType',
  'StringEquals lambda:EventSourceToken': 'EventSourceToken',
  'Bool lambda:InvokedViaFunctionUrl': 'InvokedViaFunctionUrl',
}

/** A principal that was deleted has its unique id where its ARN was (IAM User Guide, "IAM identifiers"). */
const DELETED = /^A[A-Z]{3}[A-Z0-9]{12,}$/

/** Whether a statement can be written at all: one that names a principal that was deleted is refused. */
export function canBeWritten(statement: JsonObject): boolean {
  const principal = objectOf(statement, 'Principal')
  const named = [textOf(principal, 'AWS'), ...textsOf(principal, 'AWS')]
  return !named.some((one) => one !== undefined && DELETED.test(one))
}

/**
 * A statement of a function's resource policy as AddPermission makes it.
 *
 * @returns `undefined` for one that AddPermission cannot make: PutResourcePolicy can, for the policy as a whole
 */
export function permissionInput(statement: JsonObject): JsonObject | undefined {
  const principal = principalOf(statement['Principal'])
  const conditions = conditionsOf(objectOf(statement, 'Condition'))
  const StatementId = textOf(statement, 'Sid')
  const Action = textOf(statement, 'Action')
  if (
    principal === undefined ||
    conditions === undefined ||
    StatementId === undefined ||
    Action === undefined
  ) {
    return undefined
  }
  return textOf(statement, 'Effect') === 'Allow'
    ? { StatementId, Action, Principal: principal, ...conditions }
    : undefined
}

/** `{ Service: x }`, `{ AWS: arn }` or `*`; a principal that was deleted has an id instead of an ARN, and cannot be named. */
function principalOf(principal: JsonValue | undefined): string | undefined {
  if (typeof principal === 'string') return principal
  const holder: JsonObject = { principal: principal ?? null }
  const named = objectOf(holder, 'principal')
  const aws = textOf(named, 'AWS')
  return (
    textOf(named, 'Service') ?? (aws !== undefined && /^(?:\*|\d{12}|arn:.*)$/.test(aws) ? aws : undefined)
  )
}

function conditionsOf(condition: JsonObject): JsonObject | undefined {
  const all = Object.keys(condition).flatMap((operator) =>
    Object.entries(objectOf(condition, operator)).map(
      ([key, value]) => [CONDITIONS[`${operator} ${key}`], value] as const,
    ),
  )
  const known = all.flatMap(([member, value]) =>
    member === undefined ? [] : [[member, said(member, value)] as const],
  )
  return known.length === all.length ? Object.fromEntries(known) : undefined
}

/** A policy says a boolean as text. */
function said(member: string, value: JsonValue): JsonValue {
  return member === 'InvokedViaFunctionUrl' ? value === true || value === 'true' : value
}
