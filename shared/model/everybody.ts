import type { JsonObject, JsonValue } from './json.ts'
import { isObject } from './members.ts'

/** Keys of conditions that say who may call; in IAM they are the same in any case (IAM user guide, "Condition keys"). */
const WHO = new Set(
  [
    'aws:SourceArn',
    'aws:SourceAccount',
    'aws:SourceOrgID',
    'aws:SourceOrgPaths',
    'aws:PrincipalArn',
    'aws:PrincipalAccount',
    'aws:PrincipalOrgID',
    'aws:PrincipalOrgPaths',
    'aws:PrincipalServiceName',
    'aws:SourceIp',
    'aws:SourceVpc',
    'aws:SourceVpcArn',
    'aws:SourceVpce',
    'aws:VpcSourceIp',
    'aws:userid',
  ].map((key) => key.toLowerCase()),
)

/**
 * Operators that let a caller in of whom the key is not known, or who is anything but the value, or of whom only has to
 * be known that there is one (IAM user guide, "Condition operators", "Set operators").
 */
const OPEN_OPERATOR = /Not(?:Equals|Like|IpAddress)|IfExists$|^ForAllValues:|^Null$/i

/** Values that somebody has whoever it is: ids that begin with a wildcard, and the whole internet. */
const ANY_VALUE = /^(?:[a-z]{1,4}-)?[*?]|^[\d.:]+\/0$/

/** `arn:aws:iam::123456789012:role/x`: the account and what follows it. */
const ARN = /^arn:[^:]*:[^:]*:[^:]*:(?<account>[^:]*):(?<rest>.*)$/s

/**
 * Whether a resource policy lets everybody in: a statement that allows anything to `*`, without a condition that says
 * who. One for a function URL without authorisation is such a statement, too. What is refused besides is not looked at:
 * Lambda's own calls make no such statements.
 *
 * @param policy as it is in a manifest: parsed; nothing of it when there is none
 */
export function letsEverybodyIn(policy: JsonValue | undefined): boolean {
  if (!isObject(policy)) return false
  return [policy['Statement']].flat().some((one) => isObject(one) && statementLetsEverybodyIn(one))
}

/** As letsEverybodyIn, of one statement. */
export function statementLetsEverybodyIn(statement: JsonObject): boolean {
  const { Effect, Principal, NotPrincipal, Condition } = statement
  if (Effect !== 'Allow' || !(NotPrincipal !== undefined || isEverybody(Principal))) return false
  const operators = isObject(Condition) ? Object.entries(Condition) : []
  return !operators.some(([operator, keys]) => isObject(keys) && saysWho(operator, keys))
}

function isEverybody(principal: JsonValue | undefined): boolean {
  const named = isObject(principal) ? Object.values(principal) : [principal]
  return named.flat().includes('*')
}

function saysWho(operator: string, keys: JsonObject): boolean {
  if (OPEN_OPERATOR.test(operator)) return false
  return Object.entries(keys).some(
    ([key, values]) => WHO.has(key.toLowerCase()) && [values].flat().every(isNarrow),
  )
}

/** Whether a value leaves somebody out. One of several that does not is enough to let everybody in. */
function isNarrow(value: JsonValue | undefined): boolean {
  if (typeof value !== 'string' || ANY_VALUE.test(value)) return false
  if (!value.startsWith('arn:') || !/[*?]/.test(value)) return true
  const { account = '*', rest = '' } = ARN.exec(value)?.groups ?? {}
  // Names in accounts of others are free to choose; those of buckets, which are in no account, are taken.
  return account === '' ? /^[^*?]/.test(rest) : /^\d{12}$/.test(account)
}
