import type { FieldOperator, FieldSelector, TrailSelectors } from './doctor-ports.ts'

/** How many of Lambda's management writes a trail records. */
export type LoggedWrites = 'all' | 'some' | 'none'

/** What every one of Lambda's management writes is, in the fields that selectors know. */
const LAMBDA_WRITE: Readonly<Record<string, string>> = {
  eventCategory: 'Management',
  readOnly: 'false',
  eventSource: 'lambda.amazonaws.com',
}

/**
 * How many of Lambda's management writes the selectors of a trail let through. One selector that lets all through
 * is enough: they are alternatives.
 */
export function loggedWrites({ basic, advanced }: TrailSelectors): LoggedWrites {
  const verdicts = [...basic.map(judgeBasic), ...advanced.map(judgeAdvanced)]
  if (verdicts.includes('all')) return 'all'
  return verdicts.includes('some') ? 'some' : 'none'
}

function judgeBasic(selector: TrailSelectors['basic'][number]): LoggedWrites {
  const { managementEvents, writes, excludedSources } = selector
  const excluded = excludedSources.includes('lambda.amazonaws.com')
  return managementEvents && writes && !excluded ? 'all' : 'none'
}

/** Every condition must hold. One on a field that differs from write to write (`eventName`) lets some through. */
function judgeAdvanced(fields: readonly FieldSelector[]): LoggedWrites {
  if (!fields.some(({ field }) => field === 'eventCategory')) return 'none'
  const verdicts = fields.map(judgeField)
  if (verdicts.includes('none')) return 'none'
  return verdicts.includes('some') ? 'some' : 'all'
}

function judgeField({ field, conditions }: FieldSelector): LoggedWrites {
  const value = LAMBDA_WRITE[field]
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
