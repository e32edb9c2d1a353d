import type { JsonObject, JsonValue } from '../../../shared/model/json.ts'

/**
 * Whether EventBridge would let an event through: exact values, `prefix`, `suffix`, `exists`, `anything-but`, `$or`
 * (EventBridge user guide, "Comparison operators").
 * @throws Error for an operator that is not known here, and for an `$or` that EventBridge refuses
 */
export function matchesPattern(pattern: JsonObject, event: JsonObject): boolean {
  return Object.entries(pattern).every(([member, wanted]) => {
    if (member === '$or') return matchesSome(wanted as JsonObject[], event)
    const value = event[member]
    if (Array.isArray(wanted)) return matchesValues(wanted, value)
    // A pattern looks into every element of a list.
    const inside = Array.isArray(value) ? value : [value ?? {}]
    return inside.some((one) => isObject(one) && matchesPattern(wanted as JsonObject, one))
  })
}

function matchesSome(alternatives: readonly JsonObject[], event: JsonObject): boolean {
  if (alternatives.length < 2) throw new Error('There must have at least 2 Objects in $or relationship.')
  return alternatives.some((one) => matchesPattern(one, event))
}

function matchesValues(wanted: readonly JsonValue[], value: JsonValue | undefined): boolean {
  const values = Array.isArray(value) ? value : [value]
  return wanted.some((one) => values.some((given) => (isObject(one) ? compare(one, given) : one === given)))
}

function compare(comparison: JsonObject, value: JsonValue | undefined): boolean {
  const [[operator, argument] = []] = Object.entries(comparison)
  if (operator === 'exists') return (value !== undefined) === argument
  if (operator === 'anything-but')
    return value !== undefined && !matchesValues([argument ?? ''].flat(), value)
  const [text, part] = [textOf(value), textOf(argument)]
  if (operator === 'prefix') return text.startsWith(part)
  if (operator === 'suffix') return text.endsWith(part)
  if (operator === 'wildcard') return wildcard(part).test(text)
  throw new Error(`${operator} is not known here`)
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

function wildcard(text: string): RegExp {
  const literal = text.replaceAll(/[.+^${}()|[\]\\?]/g, String.raw`\$&`)
  return new RegExp(`^${literal.replaceAll('*', '.*')}$`, 's')
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
