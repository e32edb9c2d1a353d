import type { JsonObject, JsonValue } from '../model/json.ts'
import { isObject, textOf } from '../model/members.ts'
import { parsePolicy } from '../model/policy.ts'
import { documentedName } from './trail-event.ts'
import type { TrailEvent } from './trail-event.ts'

/** Keys of conditions that say who may call; in IAM they are the same in any case (IAM user guide, "Condition keys"). */
const LIMITS = new Set(
  [
    'aws:SourceArn',
    'aws:SourceAccount',
    'aws:SourceOrgID',
    'aws:SourceOrgPaths',
    'aws:PrincipalArn',
    'aws:PrincipalAccount',
    'aws:PrincipalOrgID',
    'aws:PrincipalOrgPaths',
    'aws:SourceIp',
    'aws:SourceVpc',
    'aws:SourceVpce',
    'aws:userid',
  ].map((key) => key.toLowerCase()),
)

/** Parameters of AddPermission that become such a condition (Lambda API reference). */
const LIMITING_PARAMETERS = ['sourceArn', 'sourceAccount', 'principalOrgID']

/**
 * Whether a call let everybody invoke a function: a statement for `*` without a condition that says who. One for a
 * function URL without authorisation is such a statement, too.
 */
export function opensToAll({ detail }: TrailEvent): boolean {
  if (documentedName(detail.eventName) !== 'AddPermission') return false
  const statement = readStatement(textOf(detail.responseElements ?? {}, 'statement'))
  return statement === undefined ? requestOpens(detail.requestParameters ?? {}) : statementOpens(statement)
}

/** The statement as Lambda answered it; CloudTrail leaves out or cuts what is too long for it. */
function readStatement(text: string | undefined): JsonObject | undefined {
  if (text === undefined) return undefined
  try {
    return parsePolicy(text)
  } catch {
    // The request says the same in other words.
    return undefined
  }
}

function requestOpens(request: JsonObject): boolean {
  return textOf(request, 'principal') === '*' && LIMITING_PARAMETERS.every((name) => !(name in request))
}

function statementOpens({ Effect, Principal, Condition }: JsonObject): boolean {
  if (Effect !== 'Allow' || !isEverybody(Principal)) return false
  const operators = isObject(Condition) ? Object.values(Condition).filter(isObject) : []
  return operators.every((keys) => Object.keys(keys).every((key) => !LIMITS.has(key.toLowerCase())))
}

function isEverybody(principal: JsonValue | undefined): boolean {
  if (isObject(principal)) return [principal['AWS']].flat().includes('*')
  return principal === '*'
}
