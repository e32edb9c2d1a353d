import { RestoreRefusedError } from '../errors.ts'
import type { JsonObject, JsonValue } from '../model/json.ts'
import { Renumbering } from '../model/restore.ts'

/** A restore before anything has a new number. */
export const UNCHANGED: Renumbering = { versions: {}, layers: {}, mappings: {} }

const Partial = Renumbering.partial()

/** What an answer of the journal adds to what is known. Versions add up within each function. */
export function addRenumbering(known: Renumbering, answer: JsonObject): Renumbering {
  const { versions = {}, layers = {}, mappings = {} } = Partial.parse(answer['renumbering'] ?? {})
  const merged = Object.entries(versions).map(
    ([arn, numbers]) => [arn, { ...known.versions[arn], ...numbers }] as const,
  )
  return {
    versions: { ...known.versions, ...Object.fromEntries(merged) },
    layers: { ...known.layers, ...layers },
    mappings: { ...known.mappings, ...mappings },
  }
}

/** A value in which every ARN of a version or layer version has the number that it has by now. */
export function renumber<T extends JsonValue>(known: Renumbering, value: T): T {
  // Strings become strings, lists lists and objects objects: the shape is that of `value`.
  return mapTexts(value, (text) => renumberArn(known, text)) as T
}

/** The number that a version of the point has by now. @throws RestoreRefusedError when it has none */
export function newVersion(known: Renumbering, functionArn: string, old: string): string {
  if (old === '$LATEST') return old
  const found = known.versions[functionArn]?.[old]
  if (found !== undefined) return found
  throw new RestoreRefusedError(
    `Version ${old} of ${functionArn} was not restored, and something needs it.`,
    {
      evidence: { function: functionArn, version: old },
    },
  )
}

/** Applies a change to every text of a value; names of members stay. */
export function mapTexts(value: JsonValue, change: (text: string) => string): JsonValue {
  if (typeof value === 'string') return change(value)
  if (value === null || typeof value !== 'object') return value
  if (isList(value)) return value.map((one) => mapTexts(one, change))
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, mapTexts(one, change)]))
}

function isList(value: JsonObject | readonly JsonValue[]): value is readonly JsonValue[] {
  return Array.isArray(value)
}

const VERSION_ARN = /^(arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]+):(\d+)$/

function renumberArn({ versions, layers }: Renumbering, text: string): string {
  const layer = layers[text]
  if (layer !== undefined) return layer
  const [, arn = '', number = ''] = VERSION_ARN.exec(text) ?? []
  const renamed = versions[arn]?.[number]
  return renamed === undefined ? text : `${arn}:${renamed}`
}
