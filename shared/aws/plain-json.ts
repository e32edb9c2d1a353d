import type { JsonObject, JsonValue } from '../model/json.ts'

/**
 * An answer of the SDK as plain JSON: a Date becomes its ISO 8601 text, bytes become base64, `undefined` members
 * and `$metadata` disappear.
 * @throws TypeError for what JSON cannot say; a new kind of member must not be lost in silence
 */
export function plainJson(value: unknown): JsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (Array.isArray(value)) return value.map(plainJson)
  if (typeof value === 'object') return plainObject(value)
  throw new TypeError(`An answer of AWS holds a ${typeof value}, which JSON cannot say.`)
}

/** As {@link plainJson}, of an object; of a missing one, an empty object. */
export function plainObject(value: object = {}): JsonObject {
  const members = Object.entries(value).filter(
    ([name, member]) => name !== '$metadata' && member !== undefined,
  )
  return Object.fromEntries(members.map(([name, member]) => [name, plainJson(member)]))
}
