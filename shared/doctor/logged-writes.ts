import type { FieldOperator, FieldSelector, TrailSelectors } from './doctor-ports.ts'

/** How many of some writes a trail records. */
export type LoggedWrites = 'all' | 'some' | 'none'

/** What all writes of one kind have in common, in the fields that selectors know. */
export type WriteKind = Readonly<Record<'eventCategory' | 'eventSource', string>> &
  Readonly<Record<string, string>>

/** Lambda's management writes. */
export const LAMBDA_WRITES: WriteKind = {
  eventCategory: 'Management',
  readOnly: 'false',
  eventSource: 'lambda.amazonaws.com',
}

/** CloudFront's management writes. */
export const CLOUDFRONT_WRITES: WriteKind = { ...LAMBDA_WRITES, eventSource: 'cloudfront.amazonaws.com' }

/** Writes of the pairs of key value stores (CloudTrail user guide, "Logging data events"). */
export const PAIR_WRITES: WriteKind = {
  eventCategory: 'Data',
  readOnly: 'false',
  eventSource: 'edgekeyvaluestore.amazonaws.com',
  'resources.type': 'AWS::CloudFront::KeyValueStore',
}

/**
 * How many of these writes the selectors of a trail let through. One selector that lets all through is enough: they
 * are alternatives.
 */
export function loggedWrites({ basic, advanced }: TrailSelectors, kind: WriteKind): LoggedWrites {
  const verdicts = [
    ...basic.map((selector) => judgeBasic(selector, kind)),
    ...advanced.map((fields) => judgeAdvanced(fields, kind)),
  ]
  if (verdicts.includes('all')) return 'all'
  return verdicts.includes('some') ? 'some' : 'none'
}

/** Basic selectors know the data events of S3, Lambda and DynamoDB alone (CloudTrail user guide). */
function judgeBasic(selector: TrailSelectors['basic'][number], kind: WriteKind): LoggedWrites {
  const { managementEvents, writes, excludedSources } = selector
  const included = kind.eventCategory === 'Management' && !excludedSources.includes(kind.eventSource)
  return managementEvents && writes && included ? 'all' : 'none'
}

/** Every condition must hold. One on a field that differs from write to write (`eventName`) lets some through. */
function judgeAdvanced(fields: readonly FieldSelector[], kind: WriteKind): LoggedWrites {
  if (!fields.some(({ field }) => field === 'eventCategory')) return 'none'
  const verdicts = fields.map((field) => judgeField(field, kind))
  if (verdicts.includes('none')) return 'none'
  return verdicts.includes('some') ? 'some' : 'all'
}

function judgeField({ field, conditions }: FieldSelector, kind: WriteKind): LoggedWrites {
  const value = kind[field]
  if (value === undefined) return 'some'
  const operators = Object.entries(conditions) as [FieldOperator, readonly string[]][]
  return operators.every(([operator, values]) => holds(operator, value, values)) ? 'all' : 'none'
}

/** The positive operators want one of the values, the negative ones none of them. */
function holds(operator: FieldOperator, value: string, values: readonly string[]): boolean {
  if (operator === 'Equals') return values.includes(value)
  if (operator === 'NotEquals') return !values.includes(value)
  if (operator === 'StartsWith') return values.some((one) => value.startsWith(one))
  if (operator === 'NotStartsWith') return !values.some((one) => value.startsWith(one))
  if (operator === 'EndsWith') return values.some((one) => value.endsWith(one))
  return !values.some((one) => value.endsWith(one))
}
