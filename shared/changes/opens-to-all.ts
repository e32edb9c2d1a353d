import { statementLetsEverybodyIn } from '../model/everybody.ts'
import type { JsonObject } from '../model/json.ts'
import { textOf } from '../model/members.ts'
import { parsePolicy } from '../model/policy.ts'
import { documentedName } from './trail-event.ts'
import type { TrailEvent } from './trail-event.ts'

/** Parameters of AddPermission that become such a condition (Lambda API reference). */
const LIMITING_PARAMETERS = ['sourceArn', 'sourceAccount', 'principalOrgID']

/**
 * Whether a call let everybody invoke a function: a statement for `*` without a condition that says who. One for a
 * function URL without authorisation is such a statement, too.
 */
export function opensToAll({ detail }: TrailEvent): boolean {
  if (documentedName(detail.eventName) !== 'AddPermission') return false
  const statement = readStatement(textOf(detail.responseElements ?? {}, 'statement'))
  return statement === undefined
    ? requestOpens(detail.requestParameters ?? {})
    : statementLetsEverybodyIn(statement)
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
