import { objectOf, objectsOf, textOf } from '../model/members.ts'
import { sorted } from '../capture/normalise.ts'
import type { BehaviorContent, DistributionContent } from '../model/edge.ts'
import type { JsonObject } from '../model/json.ts'

/**
 * The functions of each cache behaviour: the default one first, then the others in the order in which CloudFront
 * tries them. Behaviours without functions are there too, for a restore must know that they had none.
 *
 * @param holder a distribution's configuration, or its summary in a listing
 */
export function behaviorsOf(holder: JsonObject): readonly BehaviorContent[] {
  const others = objectsOf(objectOf(holder, 'CacheBehaviors'), 'Items')
  return [
    behaviorOf(null, objectOf(holder, 'DefaultCacheBehavior')),
    ...others.map((one) => behaviorOf(textOf(one, 'PathPattern') ?? '', one)),
  ]
}

/** ARNs of the Lambda@Edge versions that are named, each once, in order. */
export function pinnedArns(behaviors: readonly BehaviorContent[]): readonly string[] {
  const named = behaviors.flatMap(({ lambdaFunctions }) =>
    lambdaFunctions.map((one) => textOf(one, 'LambdaFunctionARN')),
  )
  return [...new Set(named.filter((arn) => arn !== undefined))].sort()
}

/** Whether a distribution runs a function anywhere. */
export function runsFunctions({
  behaviors,
  connectionFunction,
}: Pick<DistributionContent, 'behaviors' | 'connectionFunction'>): boolean {
  const counts = behaviors.map((one) => one.lambdaFunctions.length + one.functions.length)
  return connectionFunction !== null || counts.some((count) => count > 0)
}

/** The association with a connection function; `null` when there is none. */
export function connectionFunctionOf(holder: JsonObject): JsonObject | null {
  const association = objectOf(holder, 'ConnectionFunctionAssociation')
  return Object.keys(association).length === 0 ? null : association
}

function behaviorOf(pathPattern: string | null, behavior: JsonObject): BehaviorContent {
  return {
    pathPattern,
    lambdaFunctions: associations(behavior, 'LambdaFunctionAssociations'),
    functions: associations(behavior, 'FunctionAssociations'),
  }
}

/** One event type has one association at most, so the event type puts them in order. */
function associations(behavior: JsonObject, member: string): JsonObject[] {
  return [...sorted(objectsOf(objectOf(behavior, member), 'Items'), 'EventType')]
}
