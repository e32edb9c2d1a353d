import { isDeepStrictEqual } from 'node:util'
import { TriggerTakenError } from '../errors.ts'
import { parseArn } from '../model/arn.ts'
import type { JsonObject, JsonValue } from '../model/json.ts'
import { withoutQualifier } from '../model/make-arn.ts'
import type { Trigger } from '../model/trigger.ts'
import type { Intend, TriggerTarget } from './kind.ts'

/** A place that holds one function: the integration of a method, a trigger of a user pool. */
export interface Slot<Value extends JsonValue = string> {
  /** ARN of the function that it holds; what else it holds; `undefined` when it is empty. */
  readonly holds: string | undefined
  /** What is written there to hold it. */
  readonly value: Value | undefined
  set(value: Value): Promise<void>
  /** Empties it. */
  clear(): Promise<void>
}

/** What a slot shall hold. */
export interface Claim<Value extends JsonValue = string> {
  /** For people: `GET /orders`. */
  readonly name: string
  /** ARN of the function that it held when the point was taken. */
  readonly was: string
  /** ARN of the restored function. */
  readonly wanted: string
  readonly value: Value
}

/**
 * Gives a slot to the restored function, unless it has it. It may be empty, or hold any version or alias of the old
 * function or of the restored one.
 *
 * @returns what {@link giveBack} needs
 * @throws TriggerTakenError when somebody gave it to another function since; that is left alone
 */
export async function fillSlot<Value extends JsonValue>(
  slot: Slot<Value>,
  claim: Claim<Value>,
  intend?: Intend,
): Promise<JsonObject> {
  const done = fillingOf(slot, claim)
  if (done['after'] === undefined) return done
  await intend?.(done)
  await slot.set(claim.value)
  return done
}

/**
 * What {@link fillSlot} will do: empty when the function has the slot.
 *
 * @throws TriggerTakenError as above
 */
export function fillingOf<Value extends JsonValue>(
  { holds, value: before }: Slot<Value>,
  { name, was, wanted, value }: Claim<Value>,
): JsonObject {
  if (holds === wanted) return {}
  if (holds !== undefined && ![was, wanted].map(withoutQualifier).includes(withoutQualifier(holds)))
    throw new TriggerTakenError(`${name} invokes ${holds} now, and is left alone.`, { evidence: { holds } })
  return before === undefined ? { after: value } : { before, after: value }
}

/** Takes back what {@link fillSlot} did, unless somebody changed it since. @param slot `undefined` when it is gone */
export async function giveBack<Value extends JsonValue>(
  slot: Slot<Value> | undefined,
  { before, after }: JsonObject,
): Promise<void> {
  if (slot === undefined || after === undefined || !isDeepStrictEqual(slot.value, after)) return
  if (before === undefined) await slot.clear()
  else await slot.set(before as Value)
}

/**
 * Whether a restore moves the function away from its source: they shared a region and an account, and what the source
 * is called at the target is somewhere else.
 */
export function isLeftBehind({ source, invokes }: Trigger, target: TriggerTarget): boolean {
  const there = parseArn(target.map(source))
  const moved = there?.region !== target.region || there.account !== target.account
  return moved && placeOf(source) === placeOf(invokes)
}

function placeOf(arn: string): string {
  const { region, account } = parseArn(arn) ?? {}
  return `${region} ${account}`
}
