import type { Call } from './call.ts'

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
 * The name that CloudTrail gives a call. Lambda's older operations and CloudFront's carry the date of their API,
 * which is the first part of their path: `CreateFunction20150331`, `UpdateDistribution2020_05_31`.
 */
export function eventName(call: Call): string {
  const [, date] =
    /^\/?(\d{4}-\d{2}-\d{2})(?:\/|$)/.exec(call.schema?.operation.http?.segments[0] ?? '') ?? []
  if (date === undefined) return call.operation
  switch (call.service.iamPrefix) {
    case 'lambda':
      return call.operation + lambdaSuffix(call.operation, date.replaceAll('-', ''))
    case 'cloudfront':
      return call.operation + date.replaceAll('-', '_')
    default:
      return call.operation
  }
}

function lambdaSuffix(operation: string, date: string): string {
  if (date >= LAMBDA_SUFFIX_ENDS) return ''
  return SECOND_VERSION.has(operation) ? `${date}v2` : date
}
