import type { JsonObject, JsonValue } from '../model/json.ts'
import { isObject } from '../model/members.ts'
import type { Grant } from './kind.ts'
import { letsWake } from './policy-actions.ts'
import { demanded, oneOrMany } from './policy-conditions.ts'
import { statementLabel } from './statement-label.ts'

/** The resource policy of a function, of a version or of an alias. */
export interface Policy {
  /** As the manifest calls it: `policy`, `aliases/<name>/policy`. */
  readonly part: string
  /** ARN of what it belongs to. */
  readonly invokes: string
  /** `null` when there is none. */
  readonly document: JsonValue
}

/** A statement of a policy: what it is called in the manifest, and as it stands there. */
export interface Stated {
  /** `policy/<Sid>` */
  readonly statement: string
  readonly whole: JsonValue
  /** ARN of what may be invoked. */
  readonly invokes: string
}

/** Everything that the statements of a policy allow; each is in at least one of the lists. Denials allow nothing. */
export interface PolicyReading {
  /** Services that may wake the function: one for each principal and source. */
  readonly grants: readonly (Stated & { readonly grant: Grant })[]
  /** Whoever calls by itself (accounts, roles, users, everybody), or may do something else than wake it: no triggers. */
  readonly others: readonly (Stated & { readonly principal: string })[]
  /** What cannot be followed to a source: kept whole. */
  readonly unread: readonly Stated[]
}

/** Principals that are not services (IAM User Guide, "Principal"). */
const CALLERS = ['AWS', 'Federated', 'CanonicalUser']

/**
 * Reads a policy document of any form that AWS's grammar allows. Whatever it does not understand is kept whole; it
 * never throws, and drops nothing.
 */
export function readPolicy({ part, invokes, document }: Policy): PolicyReading {
  const statements = document === null ? [] : statementsOf(document)
  return join(
    statements.map((whole) =>
      readStatement({ statement: `${part}/${statementLabel(whole)}`, whole, invokes }),
    ),
  )
}

/** What the grammar does not know, a document without statements, is not taken for one that allows nothing. */
function statementsOf(document: JsonValue): readonly JsonValue[] {
  return isObject(document) && document['Statement'] !== undefined
    ? oneOrMany(document['Statement'])
    : [document]
}

function join(readings: readonly Partial<PolicyReading>[]): PolicyReading {
  return {
    grants: readings.flatMap(({ grants = [] }) => grants),
    others: readings.flatMap(({ others = [] }) => others),
    unread: readings.flatMap(({ unread = [] }) => unread),
  }
}

function readStatement(stated: Stated): Partial<PolicyReading> {
  const { whole } = stated
  if (!isObject(whole)) return { unread: [stated] }
  if (whole['Effect'] === 'Deny') return {}
  const principals = principalsOf(whole)
  const isWaking = letsWake(whole)
  if (whole['Effect'] !== 'Allow' || isWaking === undefined || principals === undefined)
    return { unread: [stated] }
  if (!isWaking) return { others: principals.map(({ principal }) => ({ ...stated, principal })) }
  return join(principals.map((one) => readPrincipal(stated, whole, one)))
}

interface Principal {
  readonly type: string
  readonly principal: string
}

function readPrincipal(
  stated: Stated,
  whole: JsonObject,
  { type, principal }: Principal,
): Partial<PolicyReading> {
  if (type === 'Service')
    return { grants: grantsOf(whole, principal, stated.invokes).map((grant) => ({ ...stated, grant })) }
  // Everybody, so long as it comes from one source: the source is a trigger, of a service that is not named.
  const isAnySource = principal === '*' && demanded(whole, SOURCE_ARN).length > 0
  return isAnySource ? { unread: [stated] } : { others: [{ ...stated, principal }] }
}

const SOURCE_ARN = 'aws:SourceArn'

function grantsOf(statement: JsonObject, principal: string, invokes: string): readonly Grant[] {
  const arns = demanded(statement, SOURCE_ARN)
  const accounts = demanded(statement, 'aws:SourceAccount')
  const sourceAccount = accounts.length === 1 ? accounts[0] : undefined
  const sources = arns.length === 0 ? [undefined] : arns
  return sources.map((sourceArn) => ({ principal, sourceArn, sourceAccount, invokes }))
}

/** Each principal of a statement; `undefined` when it names none, or in a way that the grammar does not know. */
function principalsOf(statement: JsonObject): readonly Principal[] | undefined {
  const { Principal: named } = statement
  if (named === '*') return [{ type: 'AWS', principal: '*' }]
  if (named === undefined || !isObject(named) || statement['NotPrincipal'] !== undefined) return undefined
  const all = Object.entries(named).flatMap(([type, value]) =>
    oneOrMany(value).map((principal) => ({ type, principal })),
  )
  const known = all.filter((one): one is Principal => isKnown(one))
  return all.length > 0 && known.length === all.length ? known : undefined
}

function isKnown({ type, principal }: { readonly type: string; readonly principal: JsonValue }): boolean {
  return (type === 'Service' || CALLERS.includes(type)) && typeof principal === 'string'
}
