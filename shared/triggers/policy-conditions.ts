import type { JsonObject, JsonValue } from '../model/json.ts'
import { objectOf } from '../model/members.ts'

/**
 * Operators that name what a key must be (IAM User Guide, "Condition operators"): with `ForAnyValue:` or
 * `ForAllValues:` before it and `IfExists` after it they name it too. Those with `Not` name what it must not be.
 */
const NAMING =
  /^(?:ForAnyValue:|ForAllValues:)?(?:StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)(?:IfExists)?$/i

/** A variable that IAM fills in at each request: it may stand for anything. */
const VARIABLE = /\$\{[^}]*\}/g

/**
 * The values that a statement's conditions demand of a key, in order, each once; none when they do not name it. Keys
 * are compared without regard to case, as IAM does; variables become `*`.
 *
 * @param key as `aws:SourceArn`
 */
export function demanded(statement: JsonObject, key: string): readonly string[] {
  const conditions = Object.entries(objectOf(statement, 'Condition')).filter(([operator]) =>
    NAMING.test(operator),
  )
  const values = conditions.flatMap(([operator]) =>
    valuesOf(objectOf(objectOf(statement, 'Condition'), operator), key),
  )
  return [...new Set(values.map((value) => value.replaceAll(VARIABLE, '*')))].sort()
}

function valuesOf(block: JsonObject, key: string): readonly string[] {
  const named = Object.entries(block).filter(([name]) => name.toLowerCase() === key.toLowerCase())
  return named.flatMap(([, value]) => oneOrMany(value)).flatMap(asText)
}

/** The grammar allows numbers and booleans where a text is meant: an account without quotes. */
function asText(value: JsonValue): readonly string[] {
  return typeof value === 'object' ? [] : [String(value)]
}

/** A member of a statement that may be one value or a list of them. */
export function oneOrMany(value: JsonValue | undefined): readonly JsonValue[] {
  if (value === undefined) return []
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [value]
}
