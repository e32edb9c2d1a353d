import type { JsonValue } from '../model/json.ts'
import type { FunctionName } from '../model/function-arn.ts'
import { parseFunctionName } from '../model/function-arn.ts'
import { isObject } from '../model/members.ts'
import type { TrailEvent } from './trail-event.ts'
import { documentedName } from './trail-event.ts'

/** Where CloudTrail names the function of a call, in the order of trust. */
const PLACES: readonly (readonly ['request' | 'response', string])[] = [
  ['response', 'functionArn'],
  ['request', 'functionName'],
  ['request', 'functionArn'],
  ['request', 'resource'],
  ['request', 'resourceArn'],
  ['response', 'functionName'],
]

/**
 * The function that a call was about, wherever CloudTrail put its name: `requestParameters.functionName` in one of
 * its forms, the `resource` of tagging calls, `fullyQualifiedArn`, or the `functionArn` of an answer (calls on
 * event source mappings name only the mapping's id in the request).
 *
 * @returns `undefined` when the record names no function
 */
export function changedFunction({ detail }: TrailEvent): FunctionName | undefined {
  const from = { request: detail.requestParameters ?? {}, response: detail.responseElements ?? {} }
  for (const [side, member] of PLACES) {
    const found = functionIn(from[side][member], member)
    if (found) return found
  }
  return qualifiedArn(from.request['fullyQualifiedArn'])
}

/** Whether a call deleted one version of a function, which has the same name: DeleteFunction takes a qualifier (API reference). */
export function deletesVersion({ detail }: TrailEvent): boolean {
  if (detail.eventSource !== 'lambda.amazonaws.com' || documentedName(detail.eventName) !== 'DeleteFunction')
    return false
  const { qualifier, functionName } = detail.requestParameters ?? {}
  if (typeof qualifier === 'string') return true
  return typeof functionName === 'string' && parseFunctionName(functionName)?.qualifier !== undefined
}

function functionIn(value: JsonValue | undefined, member: string): FunctionName | undefined {
  if (typeof value !== 'string') return undefined
  const mustBeArn = member !== 'functionName'
  return mustBeArn && !value.includes(':function:') ? undefined : parseFunctionName(value)
}

function qualifiedArn(value: JsonValue | undefined): FunctionName | undefined {
  const relative = isObject(value) ? value['relativeId'] : undefined
  const name = isObject(relative) ? relative['functionName'] : undefined
  return typeof name === 'string' ? parseFunctionName(name) : undefined
}
