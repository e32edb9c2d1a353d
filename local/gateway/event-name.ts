import type { Call } from './call.ts'
import { s3EventName } from './s3-event.ts'

/** Lambda's operations whose second version CloudTrail names. (Lambda developer guide, CloudTrail; recorded events) */
const SECOND_VERSION = new Set([
  'AddPermission',
  'GetFunction',
  'GetFunctionConfiguration',
  'GetPolicy',
  'RemovePermission',
  'TagResource',
  'UntagResource',
  'UpdateFunctionCode',
  'UpdateFunctionConfiguration',
])

/** From this date on, Lambda's API dates are no longer part of the events' names. */
const LAMBDA_SUFFIX_ENDS = '20190101'

/**
 * The name that CloudTrail gives a call. Lambda's older operations carry the date of their API, which is the first
 * part of their path: `CreateFunction20150331`.
 */
export function eventName(call: Call): string {
  if (call.service.iamPrefix === 's3') return s3EventName(call.operation)
  const date = apiDate(call)
  if (date === undefined || call.service.iamPrefix !== 'lambda') return call.operation
  return call.operation + lambdaSuffix(call.operation, date.replaceAll('-', ''))
}

/**
 * `apiVersion` of a call's record. CloudFront puts the date of its API there, and not into the name. (CloudFront
 * Developer Guide, "Logging Amazon CloudFront API calls using AWS CloudTrail")
 */
export function apiVersion(call: Call): string | undefined {
  return call.service.iamPrefix === 'cloudfront' ? apiDate(call)?.replaceAll('-', '_') : undefined
}

function apiDate(call: Call): string | undefined {
  return /^\/?(\d{4}-\d{2}-\d{2})(?:\/|$)/.exec(call.schema?.operation.http?.segments[0] ?? '')?.[1]
}

function lambdaSuffix(operation: string, date: string): string {
  if (date >= LAMBDA_SUFFIX_ENDS) return ''
  return SECOND_VERSION.has(operation) ? `${date}v2` : date
}
