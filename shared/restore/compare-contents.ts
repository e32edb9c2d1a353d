import { diffContents, pathText } from '../diff/diff-contents.ts'
import type { JsonObject, JsonValue } from '../model/json.ts'
import { JsonObjectSchema } from '../model/json.ts'
import type { PointContent } from '../model/manifest.ts'
import type { Difference, RestoreItem, RestorePhase } from '../model/restore.ts'
import type { Comparable } from './comparable.ts'

/** Members that come to a function only when it is made live: before that they are not compared. */
const LIVE: Readonly<Record<RestoreItem['mode'], readonly string[]>> = {
  create: ['policies'],
  update: ['aliases', 'policies', 'urls', 'eventInvoke', 'provisionedConcurrency', 'eventSourceMappings'],
}

/** Lists of which an update leaves alone what came later. */
const COLLECTIONS = [
  'versions',
  'aliases',
  'policies',
  'urls',
  'eventInvoke',
  'provisionedConcurrency',
  'eventSourceMappings',
  'tags',
]

/**
 * What differs between what was wanted and what is there, where the restore should have made them the same.
 * Values of environments are left out: only the names of variables are told.
 */
export function compareContents(
  expected: Comparable,
  found: Comparable,
  { mode, phase }: Pick<RestoreItem, 'mode'> & { readonly phase: RestorePhase },
): Difference[] {
  const early = phase === 'create' ? LIVE[mode] : []
  const members = Object.keys(expected).filter((member) => !early.includes(member))
  const wanted = pick(expected, members)
  const there = pick(found, members)
  const [a, b] = phase === 'create' ? [withoutStates(wanted), withoutStates(there)] : [wanted, there]
  const seen = mode === 'update' ? onlyOf(b, a) : b
  // Both are plain JSON; diffContents looks at nothing else.
  const changes = diffContents(asContent(a), asContent(sameMembers(a, seen)))
  return changes.map(({ path, before, after }) => ({ path: pathText(path), ...shown(path, before, after) }))
}

function asContent(value: JsonObject): PointContent {
  return value as unknown as PointContent
}

function shown(path: readonly string[], expected?: JsonValue, found?: JsonValue): Omit<Difference, 'path'> {
  if (path.includes('Environment')) return {}
  return { ...(expected !== undefined && { expected }), ...(found !== undefined && { found }) }
}

/** Mappings are switched on last. */
function withoutStates(value: JsonObject): JsonObject {
  const { eventSourceMappings } = value
  if (eventSourceMappings === undefined) return value
  const mappings = Object.entries(JsonObjectSchema.parse(eventSourceMappings)).map(([identity, mapping]) => {
    const { State: _state, ...settings } = JsonObjectSchema.parse(mapping)
    return [identity, settings] as const
  })
  return { ...value, eventSourceMappings: Object.fromEntries(mappings) }
}

/** Of each collection, the elements that `wanted` has too. */
function onlyOf(found: JsonObject, wanted: JsonObject): JsonObject {
  const narrowed = Object.entries(found).map(([member, value]) => {
    const other = asObject(wanted[member])
    const own = asObject(value)
    if (!COLLECTIONS.includes(member) || own === undefined || other === undefined)
      return [member, value] as const
    const kept = pick(own, Object.keys(other))
    return [member, member === 'policies' ? onlyStatements(kept, other) : kept] as const
  })
  return Object.fromEntries(narrowed)
}

function onlyStatements(found: JsonObject, wanted: JsonObject): JsonObject {
  const narrowed = Object.entries(found).map(([qualifier, statements]) => {
    const names = Object.keys(asObject(wanted[qualifier]) ?? {})
    return [qualifier, pick(asObject(statements) ?? {}, names)] as const
  })
  return Object.fromEntries(narrowed)
}

/**
 * Members of configurations that the point does not know are not compared: AWS adds some to its answers over the
 * years. What the point knows to be empty is compared, for `wanted` says so.
 */
function sameMembers(wanted: JsonObject, found: JsonObject): JsonObject {
  const versions = asObject(wanted['versions']) ?? {}
  const there = Object.entries(asObject(found['versions']) ?? {}).map(([version, state]) => {
    const expected = asObject(versions[version])
    const own = asObject(state) ?? {}
    return [
      version,
      expected === undefined ? own : narrowState(expected, pick(own, Object.keys(expected))),
    ] as const
  })
  const narrowed = narrowState(wanted, found)
  return found['versions'] === undefined ? narrowed : { ...narrowed, versions: Object.fromEntries(there) }
}

function narrowState(wanted: JsonObject, found: JsonObject): JsonObject {
  const known = asObject(wanted['configuration'])
  const there = asObject(found['configuration'])
  if (known === undefined || there === undefined) return found
  return { ...found, configuration: pick(there, Object.keys(known)) }
}

function pick(object: JsonObject, members: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => members.includes(name)))
}

function asObject(value: JsonValue | undefined): JsonObject | undefined {
  return JsonObjectSchema.safeParse(value).data
}
