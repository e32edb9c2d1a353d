import { isDeepStrictEqual } from 'node:util'
import type { JsonObject, JsonValue } from '../model/json.ts'
import type { PointContent } from '../model/manifest.ts'
import { isObject } from '../model/members.ts'

/** One member that differs. `before` is missing when it was added, `after` when it was removed. */
export interface ContentChange {
  /** Where in the content: member names, and for the elements of a list what identifies them. */
  readonly path: readonly string[]
  readonly before?: JsonValue
  readonly after?: JsonValue
}

/** What tells the elements of a list apart, whatever their order; the first that all of them have is used. */
const IDENTITIES: readonly (readonly string[])[] = [
  ['version'],
  ['pathPattern'],
  ['EventType'],
  ['KeyValueStoreARN'],
  ['name'],
  ['arn'],
  ['UUID'],
  ['Sid'],
  ['FunctionArn'],
  ['PolicyArn'],
  ['PolicyName'],
  ['SubnetId'],
  ['Arn'],
]

/** What tells triggers apart. One source may have several for one function: those that differ are numbered. */
const TRIGGER_IDENTITY = ['kind', 'source', 'invokes']

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
  const identity = identityOf([before, after])
  const [old, now] = identity === TRIGGER_IDENTITY ? withoutCommon(before, after) : [before, after]
  return pair(elementsOf(old, identity), elementsOf(now, identity))
}

function pair(before: Map<string, JsonValue>, after: Map<string, JsonValue>): Map<string, Pair> {
  const names = new Set([...before.keys(), ...after.keys()])
  return new Map([...names].map((name) => [name, { before: before.get(name), after: after.get(name) }]))
}

function entriesOf(value: JsonObject): Map<string, JsonValue> {
  return new Map(Object.entries(value))
}

/** The members that identify the elements of both lists; none when nothing does. */
function identityOf(lists: readonly (readonly JsonObject[])[]): readonly string[] {
  const isNamed = lists.flat().every((element) => nameOf(element, TRIGGER_IDENTITY) !== undefined)
  if (isNamed) return TRIGGER_IDENTITY
  return IDENTITIES.find((identity) => lists.every((list) => identifies(identity, list))) ?? []
}

/** Two lists less what both have, each as often as both have it. */
function withoutCommon(
  before: readonly JsonObject[],
  after: readonly JsonObject[],
): readonly [readonly JsonObject[], readonly JsonObject[]] {
  const now = [...after]
  const old = before.filter((element) => {
    const index = now.findIndex((other) => isDeepStrictEqual(element, other))
    if (index !== -1) now.splice(index, 1)
    return index === -1
  })
  return [old, now]
}

/** Elements by name; those of one name, or without one, by their number among these. */
function elementsOf(list: readonly JsonObject[], identity: readonly string[]): Map<string, JsonValue> {
  const elements = new Map<string, JsonValue>()
  for (const [index, element] of list.entries()) {
    const name = nameOf(element, identity) ?? String(index)
    elements.set(freeName(elements, name), element)
  }
  return elements
}

function freeName(taken: ReadonlyMap<string, unknown>, name: string, number = 1): string {
  const numbered = number === 1 ? name : `${name} #${number}`
  return taken.has(numbered) ? freeName(taken, name, number + 1) : numbered
}

function nameOf(element: JsonObject, identity: readonly string[]): string | undefined {
  const names = identity.map((member) => element[member])
  return names.length > 0 && names.every((name) => typeof name === 'string') ? names.join(' ') : undefined
}

function identifies(identity: readonly string[], list: readonly JsonObject[]): boolean {
  const names = new Set(list.map((element) => nameOf(element, identity)))
  return names.size === list.length && !names.has(undefined)
}

function isObjectList(value: JsonValue | undefined): value is readonly JsonObject[] {
  return Array.isArray(value) && value.every((element) => isObject(element as JsonValue))
}

/** The content as plain JSON: a member that could not be read is `undefined` in the type, and left out here. */
function present(content: PointContent): JsonValue {
  return JSON.parse(JSON.stringify(content)) as JsonValue
}
