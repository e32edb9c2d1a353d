import { isDeepStrictEqual } from 'node:util'
import type { JsonObject } from './json.ts'

/** Whether two objects are the same but for some members. */
export function sameLess(one: JsonObject, other: JsonObject, members: readonly string[]): boolean {
  const less = (object: JsonObject) =>
    Object.fromEntries(Object.entries(object).filter(([name]) => !members.includes(name)))
  return isDeepStrictEqual(less(one), less(other))
}
