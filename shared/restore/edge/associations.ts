import { isDeepStrictEqual } from 'node:util'
import { behaviorsOf } from '../../edge/behaviors.ts'
import type { BehaviorContent } from '../../model/edge.ts'
import type { JsonObject } from '../../model/json.ts'
import { withoutQualifier } from '../../model/make-arn.ts'
import { objectOf, objectsOf, textOf } from '../../model/members.ts'

/** What becomes of associations of a behaviour that are not named: they go, or stay as they are. */
export type Others = 'clear' | 'keep'

/** One function that a behaviour runs at one event. */
export interface Slot {
  readonly event: string
  /** ARN of the CloudFront function, or of the version of a Lambda function. */
  readonly arn: string
}

/** The behaviour with that pattern; `null` is the default one. */
export function behaviorAt(
  behaviors: readonly BehaviorContent[],
  pathPattern: string | null,
): BehaviorContent | undefined {
  return behaviors.find((one) => one.pathPattern === pathPattern)
}

/** How people know a behaviour. */
export function behaviorName(pathPattern: string | null): string {
  return pathPattern ?? 'the default behaviour'
}

/** A behaviour as it becomes. */
export function applied(present: BehaviorContent, wanted: BehaviorContent, others: Others): BehaviorContent {
  if (others === 'clear') return { ...wanted, pathPattern: present.pathPattern }
  return {
    pathPattern: present.pathPattern,
    lambdaFunctions: merged(present.lambdaFunctions, wanted.lambdaFunctions),
    functions: merged(present.functions, wanted.functions),
  }
}

/**
 * A distribution's configuration with other functions in its behaviours; nothing else of it changes.
 *
 * @param become what the functions of a behaviour become
 */
export function withBehaviors(
  config: JsonObject,
  become: (present: BehaviorContent) => BehaviorContent,
): JsonObject {
  const behaviors = behaviorsOf(config)
  const changed = (pathPattern: string | null, behavior: JsonObject): JsonObject => {
    const present = behaviorAt(behaviors, pathPattern)
    return present === undefined ? behavior : withFunctions(behavior, present, become(present))
  }
  const others = objectOf(config, 'CacheBehaviors')
  const items = objectsOf(others, 'Items').map((one) => changed(textOf(one, 'PathPattern') ?? '', one))
  return {
    ...config,
    DefaultCacheBehavior: changed(null, objectOf(config, 'DefaultCacheBehavior')),
    ...(items.length > 0 && { CacheBehaviors: { ...others, Items: items } }),
  }
}

/** A behaviour as AWS says it, with other functions; as it is when they are the same. */
function withFunctions(behavior: JsonObject, present: BehaviorContent, then: BehaviorContent): JsonObject {
  if (isDeepStrictEqual(present, then)) return behavior
  return {
    ...behavior,
    LambdaFunctionAssociations: listed(then.lambdaFunctions),
    FunctionAssociations: listed(then.functions),
  }
}

/** Every function of a behaviour, by the event that it runs at. */
export function slotsOf({ lambdaFunctions, functions }: BehaviorContent): readonly Slot[] {
  const named = [
    ...lambdaFunctions.map((one) => [one, 'LambdaFunctionARN'] as const),
    ...functions.map((one) => [one, 'FunctionARN'] as const),
  ]
  return named.map(([one, member]) => ({
    event: textOf(one, 'EventType') ?? '',
    arn: textOf(one, member) ?? '',
  }))
}

/** What a behaviour runs now and would not run any more: another function, or another version. */
export function lostSlots(present: BehaviorContent, then: BehaviorContent): readonly Slot[] {
  return slotsOf(present).filter((slot) => !slotsOf(then).some((one) => isDeepStrictEqual(one, slot)))
}

/** What runs now at the events of some functions and is none of them, in whichever version. */
export function takenSlots(present: BehaviorContent, wanted: BehaviorContent): readonly Slot[] {
  return slotsOf(present).filter((slot) =>
    slotsOf(wanted).some(
      ({ event, arn }) => event === slot.event && withoutQualifier(arn) !== withoutQualifier(slot.arn),
    ),
  )
}

/** One event type has one association at most. */
function merged(present: readonly JsonObject[], wanted: readonly JsonObject[]): JsonObject[] {
  const byEvent = [...present, ...wanted].map((one) => [textOf(one, 'EventType') ?? '', one] as const)
  return [...new Map(byEvent)].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
}

function listed(associations: readonly JsonObject[]): JsonObject {
  return { Quantity: associations.length, ...(associations.length > 0 && { Items: associations }) }
}
