import type { JsonObject, JsonValue } from './json.ts'

/** A member as text; `undefined` when it is not there or is something else. */
export function textOf(object: JsonObject, member: string): string | undefined {
  const value = object[member]
  return typeof value === 'string' ? value : undefined
}

/** A member as a number. */
export function numberOf(object: JsonObject, member: string): number | undefined {
  const value = object[member]
  return typeof value === 'number' ? value : undefined
}

/** A member as an object; an empty one when it is not there or is something else. */
export function objectOf(object: JsonObject, member: string): JsonObject {
  const value = object[member]
  return isObject(value) ? value : {}
}

/** The texts of a list; none when it is not there. */
export function textsOf(object: JsonObject, member: string): readonly string[] {
  return listOf(object, member).filter((item) => typeof item === 'string')
}

/** The objects of a list; none when it is not there. */
export function objectsOf(object: JsonObject, member: string): readonly JsonObject[] {
  return listOf(object, member).filter(isObject)
}

/** The value at `Outer.Inner`. */
export function valueAt(object: JsonObject, path: string): JsonValue | undefined {
  const [first = '', ...rest] = path.split('.')
  return rest.length === 0 ? object[first] : valueAt(objectOf(object, first), rest.join('.'))
}

/** The object less what stands at `Outer.Inner`. */
export function without(object: JsonObject, path: string): JsonObject {
  const [first = '', ...rest] = path.split('.')
  const { [first]: member, ...others } = object
  if (rest.length === 0) return others
  return isObject(member) ? { ...object, [first]: without(member, rest.join('.')) } : object
}

/** The members that are not `undefined`, for a type in which they are optional. */
export function given<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const present = Object.entries(members).filter(([, value]) => value !== undefined)
  return Object.fromEntries(present) as { [K in keyof T]?: Exclude<T[K], undefined> }
}

function listOf(object: JsonObject, member: string): readonly JsonValue[] {
  const value = object[member]
  return Array.isArray(value) ? (value as readonly JsonValue[]) : []
}

/** Whether a value is an object; a list is none. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
