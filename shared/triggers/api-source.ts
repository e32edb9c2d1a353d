import { isDeepStrictEqual } from 'node:util'
import type { JsonObject } from '../model/json.ts'
import { given, objectOf, objectsOf, textOf } from '../model/members.ts'
import type { Trigger } from '../model/trigger.ts'
import { mayMean } from './grant-source.ts'
import { isLeftBehind } from './slot.ts'
import { variablesOf } from './invocation-uri.ts'
import type { Grant, Place, TriggerStep, TriggerTarget } from './kind.ts'

/** `arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5`, with what a grant may add: stage, method and path. */
const ONE_API = /^arn:[\w-]+:execute-api:[\w-]+:\d+:\w+(?=\/|$)/

/** The API that a grant of API Gateway names exactly; `undefined` when it could be any. */
export function exactApi({ sourceArn = '' }: Grant): string | undefined {
  return ONE_API.exec(sourceArn)?.[0]
}

/** ARN of an API, as grants name it. */
export function apiArn({ partition, region, account }: Place, id: string): string {
  return `arn:${partition}:execute-api:${region}:${account}:${id}`
}

/** The APIs of the region that a grant may mean. @param ids of all of them */
export function apisMeant(
  grant: Grant,
  place: Place,
  ids: readonly (string | undefined)[],
): readonly string[] {
  const [sourceArn] = grant.sourceArn?.split('/') ?? []
  const meant = { ...grant, sourceArn }
  return ids
    .map((id = '') => apiArn(place, id))
    .filter((arn) => mayMean(meant, arn))
    .sort()
}

/** A part of an API that invokes the function, and what putting it back takes. */
export interface ApiPart {
  /** For people: `GET /orders`. */
  readonly name: string
  readonly uri: string
  readonly action: string
  /** Stages that serve a change only after somebody deploys. */
  readonly stages: readonly string[]
  readonly input: JsonObject
}

/**
 * The steps that point a part of an API at the restored function.
 *
 * @returns none, and what to do by hand, when its API is elsewhere, or a stage variable names another function
 */
export function planApiPart(trigger: Trigger, target: TriggerTarget, part: ApiPart) {
  const api = target.map(trigger.source)
  const moved = target.invokes !== trigger.invokes
  const byHand = isLeftBehind(trigger, target)
    ? `Create the API ${trigger.source} in ${target.region} from the definition in the recovery point, map its ARN, and restore the triggers again: an API gets its id when it is created.`
    : moved && variablesOf(part.uri).length > 0
      ? `Set the stage variables ${variablesOf(part.uri).join(', ')} of ${api} so that ${part.name} invokes ${target.invokes}: other parts of the API may use them too.`
      : undefined
  if (byHand !== undefined) return { steps: [], byHand: [byHand] }
  const deploy = `Deploy ${part.stages.join(', ')} of ${api}: until then ${part.name} invokes ${trigger.invokes} there. A deployment also publishes whatever else waits in the API.`
  return {
    steps: [stepOf(trigger, target, part, moved)],
    byHand: moved && part.stages.length > 0 ? [deploy] : [],
  }
}

function stepOf(
  trigger: Trigger,
  { map, invokes }: TriggerTarget,
  part: ApiPart,
  moved: boolean,
): TriggerStep {
  return {
    action: part.action,
    phase: 'enable',
    resource: map(trigger.source),
    what: `Let ${part.name} of ${map(trigger.source)} invoke ${invokes}`,
    why: 'It invoked the function when the point was taken.',
    risk: moved ? 'high' : 'low',
    canUndo: true,
    input: part.input,
  }
}

/**
 * Whether two triggers are of the same part of an API: the same authorizer, or the same method, or an integration that
 * serves at least the same routes. All but the function that it invokes stays as it is.
 */
export function isSamePart(wanted: JsonObject, found: JsonObject): boolean {
  const [a, b] = [wanted, found].map(partOf)
  const routes = routesIn(found)
  return isDeepStrictEqual(a, b) && routesIn(wanted).every((key) => routes.includes(key))
}

function partOf(settings: JsonObject): JsonObject {
  const authorizer = objectOf(settings, 'authorizer')
  const { path, httpMethod } = settings
  return given({ path, httpMethod, authorizer: authorizer['name'] ?? authorizer['Name'] })
}

function routesIn(settings: JsonObject): readonly (string | undefined)[] {
  return objectsOf(settings, 'routes').map((route) => textOf(route, 'RouteKey'))
}
