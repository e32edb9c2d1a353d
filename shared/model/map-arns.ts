import type { JsonObject, JsonValue } from './json.ts'

/** An ARN in a text, up to what is not part of one: white space, a quote, a comma, a bracket. */
const ARN = /arn:[\w-]+:[\w-]+:[\w-]*:\d*:[^\s"'`,<>{}()[\]\\]+/g

/**
 * The object as it reads elsewhere: each ARN in its texts renamed, those in JSON within a text included (an event
 * pattern, an input).
 *
 * @param map what an ARN is called there; the same when nothing changes
 */
export function mapArns(object: JsonObject, map: (arn: string) => string): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, member]) => [name, mapValue(member, map)]))
}

function mapValue(value: JsonValue, map: (arn: string) => string): JsonValue {
  if (typeof value === 'string') return value.replaceAll(ARN, (arn) => map(arn))
  if (typeof value !== 'object' || value === null) return value
  return isList(value) ? value.map((item) => mapValue(item, map)) : mapArns(value, map)
}

function isList(value: JsonObject | readonly JsonValue[]): value is readonly JsonValue[] {
  return Array.isArray(value)
}
