import { isDeepStrictEqual } from 'node:util'
import type { JsonObject, JsonValue } from '../model/json.ts'
import type { PointContent } from '../model/manifest.ts'

/** One member that differs. `before` is missing when it was added, `after` when it was removed. */
export interface ContentChange {
  /** Where in the content: member names, and for the elements of a list what identifies them. */
  readonly path: readonly string[]
  readonly before?: JsonValue
  readonly after?: JsonValue
}

/** What tells the elements of a list apart, whatever their order; the first that all of them have is used. */
const IDENTITIES = [
  'version',
  'pathPattern',
  'EventType',
  'KeyValueStoreARN',
  'name',
  'arn',
  'UUID',
  'Sid',
  'FunctionArn',
  'PolicyArn',
  'PolicyName',
  'SubnetId',
  'Arn',
]

const byText = new Intl.Collator('en', { numeric: true })

/**
 * Compares two contents member by member. Elements of lists are matched by their identity (a version by its
 * number, a statement by its Sid), so that an insertion is one change; lists of plain values are one member.
 * @returns what differs, ordered by path; empty when nothing does
 */
export function diffContents(before: PointContent, after: PointContent): readonly ContentChange[] {
  const changes = diffValues([], present(before), present(after))
  return changes.toSorted((a, b) => byText.compare(a.path.join('\0'), b.path.join('\0')))
}

/** How a path is written for people: `versions.3.configuration.Timeout`, `layers["arn:..."].blob`. */
export function pathText(path: readonly string[]): string {
  const written = path.map((part) => (/^[\w$-]+$/.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`))
  return written.join('').replace(/^\./, '')
}

function diffValues(path: readonly string[], before?: JsonValue, after?: JsonValue): ContentChange[] {
  if (isDeepStrictEqual(before, after)) return []
  const members = pairMembers(before, after)
  if (members === undefined) return [change(path, before, after)]
  return [...members].flatMap(([name, pair]) => diffValues([...path, name], pair.before, pair.after))
}

function change(path: readonly string[], before?: JsonValue, after?: JsonValue): ContentChange {
  return {
    path,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  }
}

interface Pair {
  readonly before: JsonValue | undefined
  readonly after: JsonValue | undefined
}

/** The members of two values side by side; `undefined` when they are compared as a whole. */
function pairMembers(before?: JsonValue, after?: JsonValue): Map<string, Pair> | undefined {
  if (isObject(before) && isObject(after)) return pair(entriesOf(before), entriesOf(after))
  if (!isObjectList(before) || !isObjectList(after)) return undefined
  const identity = IDENTITIES.find((name) => identifies(name, before) && identifies(name, after))
  return pair(elementsOf(before, identity), elementsOf(after, identity))
}

function pair(before: Map<string, JsonValue>, after: Map<string, JsonValue>): Map<string, Pair> {
  const names = new Set([...before.keys(), ...after.keys()])
  return new Map([...names].map((name) => [name, { before: before.get(name), after: after.get(name) }]))
}

function entriesOf(value: JsonObject): Map<string, JsonValue> {
  return new Map(Object.entries(value))
}

function elementsOf(list: readonly JsonObject[], identity: string | undefined): Map<string, JsonValue> {
  return new Map(list.map((element, index) => [nameOf(element, identity) ?? String(index), element]))
}

function nameOf(element: JsonObject, identity: string | undefined): string | undefined {
  const name = identity === undefined ? undefined : element[identity]
  return typeof name === 'string' ? name : undefined
}

function identifies(member: string, list: readonly JsonObject[]): boolean {
  const names = new Set(list.map((element) => nameOf(element, member)))
  return names.size === list.length && !names.has(undefined)
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isObjectList(value: JsonValue | undefined): value is readonly JsonObject[] {
  return Array.isArray(value) && value.every((element) => isObject(element as JsonValue))
}

/** The content as plain JSON: a member that could not be read is `undefined` in the type, and left out here. */
function present(content: PointContent): JsonValue {
  return JSON.parse(JSON.stringify(content)) as JsonValue
}
