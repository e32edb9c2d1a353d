import type { JsonObject, JsonValue } from '../model/json.ts'
import type { GapReason } from '../model/manifest.ts'
import { compareText } from '../model/compare-text.ts'
import type { GapLog } from '../model/gaps.ts'
import { objectOf, objectsOf, textOf, textsOf, valueAt, without } from '../model/members.ts'
import type { VolatileShape } from './volatile-fields.ts'
import { ERROR_MEMBERS, VOLATILE_FIELDS } from './volatile-fields.ts'

/** An answer of AWS in two: what is fingerprinted, and what changes by itself (by path). */
export interface Normalised {
  readonly kept: JsonObject
  readonly observed: JsonObject
}

/** Takes the volatile members out of an object of that shape. */
export function split(shape: VolatileShape, value: JsonObject): Normalised {
  const paths = Object.keys(VOLATILE_FIELDS[shape])
  const observed = paths.flatMap((path) => {
    const found = valueAt(value, path)
    return found === undefined ? [] : [[path, found] as const]
  })
  return { kept: paths.reduce(without, value), observed: Object.fromEntries(observed) }
}

/**
 * A configuration as GetFunction or ListVersionsByFunction returns it.
 *
 * @param prefix where gaps of it belong: `configuration`, `versions/3/configuration`
 */
export function normaliseConfiguration(value: JsonObject, gaps: GapLog, prefix: string): Normalised {
  const readable = withoutErrors('FunctionConfiguration', value, { gaps, prefix })
  const { kept, observed } = split('FunctionConfiguration', readable)
  return { kept: sortNetwork(kept), observed }
}

/**
 * An event source mapping. Its `State` is a setting when it is settled (`Enabled`, `Disabled`), and a gap until
 * then; `undefined` for one that is being deleted.
 */
export function normaliseMapping(value: JsonObject, gaps: GapLog): Normalised | undefined {
  const prefix = `eventSourceMappings/${textOf(value, 'UUID') ?? ''}`
  const { State: state = null, ...rest } = value
  if (state === 'Deleting') return undefined
  const readable = withoutErrors('EventSourceMappingConfiguration', rest, { gaps, prefix })
  const { kept, observed } = split('EventSourceMappingConfiguration', readable)
  const settled = SETTLED_STATES.get(state)
  if (settled !== undefined) return { kept: { ...kept, State: settled }, observed }
  gaps.add(`${prefix}/State`, 'still-updating', `The mapping is ${JSON.stringify(state)}.`)
  return { kept, observed: { ...observed, State: state } }
}

/** Whether a mapping is on or off once it has arrived where it is going. */
const SETTLED_STATES: ReadonlyMap<JsonValue, string> = new Map([
  ['Enabled', 'Enabled'],
  ['Enabling', 'Enabled'],
  ['Disabled', 'Disabled'],
  ['Disabling', 'Disabled'],
])

/** A policy with its statements in order of Sid, for AWS returns them in none; one without statements is `null`. */
export function normalisePolicy(policy: JsonObject | undefined): JsonObject | null {
  if (policy === undefined) return null
  const statements = objectsOf(policy, 'Statement')
  if (statements.length === 0 && Array.isArray(policy['Statement'])) return null
  return statements.length === 0 ? policy : { ...policy, Statement: sorted(statements, 'Sid') }
}

/** Objects in order of one of their text members, for what AWS returns in no order. */
export function sorted<T extends JsonObject>(objects: readonly T[], member: string): readonly T[] {
  const key = (object: T) => textOf(object, member) ?? ''
  return objects.toSorted((a, b) => compareText(key(a), key(b)))
}

function sortNetwork(configuration: JsonObject): JsonObject {
  if (configuration['VpcConfig'] === undefined) return configuration
  const network = objectOf(configuration, 'VpcConfig')
  const lists = ['SubnetIds', 'SecurityGroupIds'].filter((member) => network[member] !== undefined)
  const inOrder = lists.map((member) => [member, textsOf(network, member).toSorted(compareText)] as const)
  return { ...configuration, VpcConfig: { ...network, ...Object.fromEntries(inOrder) } }
}

/** Turns the errors inside an answer into gaps, and takes the part that each spoils out with it. */
function withoutErrors(
  shape: keyof typeof ERROR_MEMBERS,
  value: JsonObject,
  { gaps, prefix }: { readonly gaps: GapLog; readonly prefix: string },
): JsonObject {
  const members = Object.entries(ERROR_MEMBERS[shape])
  return members.reduce((rest, [path, part]) => {
    const error = valueAt(rest, path)
    if (error === undefined) return rest
    const { code, message } = describeError(error)
    gaps.add(`${prefix}/${part}`, refusalReason(code), `${code}: ${message}`)
    return without(without(rest, path), part)
  }, value)
}

/** Why AWS could not read a part itself, by the code that it gives: without the key, or otherwise. */
export function refusalReason(code: string): GapReason {
  return /KMS|AccessDenied/.test(code) ? 'key-denied' : 'rejected'
}

function describeError(error: JsonValue) {
  const holder: JsonObject = { error }
  const inner = objectOf(holder, 'error')
  return { code: textOf(inner, 'ErrorCode') ?? 'unknown', message: textOf(inner, 'Message') ?? '' }
}
