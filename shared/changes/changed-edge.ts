import { EDGE_ZONE } from '../model/edge.ts'
import type { JsonValue } from '../model/json.ts'
import { objectOf } from '../model/members.ts'
import type { ChangeTarget } from './change-target.ts'
import type { TrailEvent } from './trail-event.ts'

/** Functions of CloudFront; connection functions are another thing, and testing one changes nothing. */
const FUNCTION_CALL = /^(?!Test)\w*(?<!Connection)Function$/
const STORE_CALL = /KeyValueStore$/
/** Of a distribution itself; tenants and streaming distributions run no functions of their own. */
const DISTRIBUTION_CALL = /(?<!Streaming)Distribution(?!Tenant)/
const TAG_CALL = /^(?:Tag|Untag)Resource$/

const ARN = /^arn:[\w-]+:cloudfront::(\d{12}):(function|key-value-store)\/(.+)$/

/**
 * What a call on CloudFront's control plane was about. CloudTrail puts the name of a function or of a key value
 * store into `requestParameters.name`, the id of a distribution into `id`, or into the answer when the call made
 * one (CloudFront Developer Guide, "Logging Amazon CloudFront API calls using AWS CloudTrail").
 *
 * @returns `not-about-a-function` for the many calls that no recovery point would tell of: invalidations, policies,
 *   certificates; `undefined` for one that is, and names nothing
 */
export function changedByCloudFront(
  { detail }: TrailEvent,
  eventName: string,
): ChangeTarget | 'not-about-a-function' | undefined {
  const request = detail.requestParameters ?? {}
  if (TAG_CALL.test(eventName)) return targetOfArn(request['resource']) ?? 'not-about-a-function'
  if (FUNCTION_CALL.test(eventName)) return target('cloudfront-function', request['name'])
  if (STORE_CALL.test(eventName)) return target('key-value-store', request['name'])
  if (!DISTRIBUTION_CALL.test(eventName)) return 'not-about-a-function'
  const made = objectOf(detail.responseElements ?? {}, 'distribution')
  return target('distribution', made['id'] ?? request['id'])
}

/**
 * The key value store whose pairs a call changed, by its id: its ARN is all that CloudTrail tells. These are data
 * events, which a trail records only when it is told to.
 */
export function changedPairs({ detail }: TrailEvent): ChangeTarget | undefined {
  const { kvsARN, kvsArn } = detail.requestParameters ?? {}
  return targetOfArn(kvsARN ?? kvsArn)
}

function targetOfArn(value: JsonValue | undefined): ChangeTarget | undefined {
  const [, account = '', type, name] = (typeof value === 'string' && ARN.exec(value)) || []
  const found = target(type === 'function' ? 'cloudfront-function' : 'key-value-store', name)
  return found && { ...found, account }
}

function target(
  kind: Exclude<ChangeTarget['kind'], 'function'>,
  name: JsonValue | undefined,
): ChangeTarget | undefined {
  return typeof name === 'string' && name !== '' ? { kind, name, zone: EDGE_ZONE } : undefined
}
