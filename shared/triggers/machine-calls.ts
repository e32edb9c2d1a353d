import { parseFunctionName } from '../model/function-arn.ts'
import { JsonObjectSchema } from '../model/json.ts'
import type { JsonObject } from '../model/json.ts'
import { objectOf, objectsOf, textOf } from '../model/members.ts'
import type { Place } from './kind.ts'

/** Where a definition in Amazon States Language names a function. */
export interface MachineCall {
  readonly state: string
  /** ARN of the function, version or alias. */
  readonly invokes: string
}

const FUNCTION_ARN = /arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]+(?::(?:\$LATEST|[\w-]+))?/g

/**
 * Every function that a definition names, by ARN anywhere in a state, or as `FunctionName` of a call of Lambda. A name
 * that is made at run time names nothing here.
 *
 * @param place of the state machine: what a name without region and account means
 */
export function machineCalls(definition: JsonObject, place: Place): readonly MachineCall[] {
  const found = statesOf(definition).flatMap(([state, body]) =>
    functionsIn(body, place).map((invokes) => ({ state, invokes })),
  )
  const unique = new Map(found.map((one) => [`${one.state} ${one.invokes}`, one]))
  return [...unique].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
}

/** The definition with one function in the place of another in these states. */
export function renameCalls(
  definition: JsonObject,
  states: readonly string[],
  { from, to, place }: { readonly from: string; readonly to: string; readonly place: Place },
): JsonObject {
  return mapStates(definition, (name, body) => {
    if (!states.includes(name)) return body
    const text = JSON.stringify(withCall(body, { from, to, place }))
    return JsonObjectSchema.parse(
      JSON.parse(text.replaceAll(FUNCTION_ARN, (arn) => (arn === from ? to : arn))),
    )
  })
}

/** States by name, those of branches and maps too; of each only what is its own. */
function statesOf(machine: JsonObject): readonly (readonly [string, JsonObject])[] {
  const found: [string, JsonObject][] = []
  mapStates(machine, (name, body) => {
    found.push([name, body])
    return body
  })
  return found
}

/** Members of a state that are machines themselves (Amazon States Language, "Map State" and "Parallel State"). */
const INNER = ['Branches', 'ItemProcessor', 'Iterator']

function mapStates(machine: JsonObject, change: (name: string, body: JsonObject) => JsonObject): JsonObject {
  const states = objectOf(machine, 'States')
  const changed = Object.keys(states).map((name) => {
    const state = objectOf(states, name)
    const own = Object.entries(state).filter(([member]) => !INNER.includes(member))
    const inner = INNER.filter((member) => member in state).map((member) => {
      const branches = objectsOf(state, member).map((branch) => mapStates(branch, change))
      return [member, Array.isArray(state[member]) ? branches : mapStates(objectOf(state, member), change)]
    })
    return [name, { ...change(name, Object.fromEntries(own)), ...Object.fromEntries(inner) }] as const
  })
  return { ...machine, States: Object.fromEntries(changed) }
}

/** A state's call of Lambda, if it is one; its other ARNs of functions as well. Comments call nobody. */
function functionsIn({ Comment: _comment, ...body }: JsonObject, place: Place): readonly string[] {
  const member = inputOf(body)
  const call = calledBy(body, place)
  const { FunctionName: _name, ...input } = objectOf(body, member)
  const others = call === undefined ? body : { ...body, [member]: input }
  return [...(call === undefined ? [] : [call]), ...(JSON.stringify(others).match(FUNCTION_ARN) ?? [])]
}

function inputOf(body: JsonObject): 'Arguments' | 'Parameters' {
  return 'Arguments' in body ? 'Arguments' : 'Parameters'
}

/** What `arn:aws:states:::lambda:invoke` and its kin call: `FunctionName` in every form that Lambda takes, and `Qualifier`. */
function calledBy(body: JsonObject, place: Place): string | undefined {
  if (!/:lambda:\w+/.test(textOf(body, 'Resource') ?? '')) return undefined
  const input = objectOf(body, inputOf(body))
  const named = parseFunctionName(textOf(input, 'FunctionName') ?? '')
  if (named === undefined) return undefined
  const { name, region = place.region, account = place.account } = named
  const qualifier = named.qualifier ?? textOf(input, 'Qualifier')
  const arn = `arn:${place.partition}:lambda:${region}:${account}:function:${name}`
  return qualifier === undefined ? arn : `${arn}:${qualifier}`
}

/** The state with another function in its call of Lambda; `FunctionName` takes the version or alias along. */
function withCall(
  body: JsonObject,
  { from, to, place }: { readonly from: string; readonly to: string; readonly place: Place },
): JsonObject {
  if (calledBy(body, place) !== from) return body
  const { Qualifier: _qualifier, ...input } = objectOf(body, inputOf(body))
  return { ...body, [inputOf(body)]: { ...input, FunctionName: to } }
}
