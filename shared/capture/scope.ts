import type { JsonObject } from '../model/json.ts'
import type { LambdaApi, LayerDescription } from '../ports/lambda-api.ts'
import type { SurroundingsApi } from '../ports/surroundings-api.ts'
import { eachOnce, once } from '../model/each-once.ts'
import { parseFunctionName } from '../model/function-arn.ts'
import type { Place } from '../triggers/kind.ts'
import type { TriggerPorts } from '../triggers/trigger-ports.ts'
import type { TriggerScope } from '../triggers/trigger-scope.ts'
import { triggerScope } from '../triggers/trigger-scope.ts'
import type { RoleReading } from './read-role.ts'
import { readRole } from './read-role.ts'
import { isTransient } from '../model/gaps.ts'
import { textOf } from '../model/members.ts'

/** Where everything is read. */
export interface Sources {
  readonly lambda: LambdaApi
  readonly surroundings: SurroundingsApi
  readonly triggers: TriggerPorts
}

/**
 * Reads what several functions may share: alone it asks for just its own, in a run over a zone it lists once and
 * looks up.
 */
export interface Scope {
  /** When its listings may have been read; `undefined` when they are at least as young as they were asked to be. */
  readonly since: Date | undefined
  readonly mappings: (name: string, qualifiers: readonly string[]) => Promise<readonly JsonObject[]>
  readonly codeSigning: (name: string) => Promise<JsonObject | undefined>
  readonly logGroup: (name: string) => Promise<JsonObject | undefined>
  readonly role: (name: string) => Promise<RoleReading>
  readonly layer: (arn: string) => Promise<LayerDescription>
  readonly layerPolicy: (arn: string) => Promise<JsonObject | undefined>
  readonly capacityProvider: (arn: string) => Promise<JsonObject>
  readonly zones: () => Promise<readonly JsonObject[]>
  /** @param place of the region; the same at each call */
  readonly triggers: (place: Place) => TriggerScope
}

/** Qualifiers up to which mappings are asked for one by one; past it the region's list costs fewer calls. */
const QUALIFIERS_ONE_BY_ONE = 9

/**
 * The scope of one function by itself. Only listings of a whole region for triggers may be older than the capture: see
 * ListingShelf.
 *
 * @param notBefore such listings are as young as this, at least
 */
export function loneScope({ lambda, surroundings, triggers }: Sources, notBefore?: Date): Scope {
  return {
    since: undefined,
    mappings: (name, qualifiers) => loneMappings(lambda, name, qualifiers),
    async codeSigning(name) {
      const arn = await lambda.getCodeSigningArn(name)
      return arn === undefined ? undefined : lambda.getCodeSigningConfig(arn)
    },
    logGroup: (name) => surroundings.getLogGroup(name),
    role: (name) => readRole(surroundings, name),
    layer: (arn) => lambda.getLayerVersion(arn),
    layerPolicy: (arn) => lambda.getLayerPolicy(arn),
    capacityProvider: (arn) => lambda.getCapacityProvider(arn),
    zones: () => surroundings.listAvailabilityZones(),
    triggers: triggersOnce(triggers, notBefore),
  }
}

/**
 * The scope of a run over a zone: event source mappings, code signing configurations and the log groups of
 * Lambda's own prefix are listed once, when first asked for; roles, layers, capacity providers and sources of triggers
 * are read once each.
 *
 * @param since when the run began
 */
export function zoneScope(sources: Sources, since: Date): Scope {
  const alone = loneScope(sources)
  const mappings = once(async () => groupMappings(await sources.lambda.listEventSourceMappings()))
  const signing = once(() => listCodeSigning(sources.lambda))
  const logGroups = once(() => listLogGroups(sources.surroundings))
  return {
    since,
    mappings: async (name) => (await mappings()).get(name) ?? [],
    codeSigning: async (name) => (await signing()).get(name),
    logGroup: async (name) =>
      name.startsWith(LAMBDA_LOG_PREFIX) ? (await logGroups()).get(name) : alone.logGroup(name),
    role: eachOnce(alone.role, ({ gaps }) => !gaps.some(isTransient)),
    layer: eachOnce(alone.layer),
    layerPolicy: eachOnce(alone.layerPolicy),
    capacityProvider: eachOnce(alone.capacityProvider),
    zones: once(alone.zones),
    triggers: triggersOnce(sources.triggers, since),
  }
}

function triggersOnce(ports: TriggerPorts, notBefore: Date | undefined): Scope['triggers'] {
  let scope: TriggerScope | undefined
  return (place) => (scope ??= triggerScope(ports, place, notBefore))
}

/** Where Lambda makes log groups unless it is told another name. */
export const LAMBDA_LOG_PREFIX = '/aws/lambda/'

/**
 * The mappings of a function and of its qualifiers: AWS does not say whether the list for a plain name has those
 * of its aliases, so each is asked for.
 */
async function loneMappings(
  lambda: LambdaApi,
  name: string,
  qualifiers: readonly string[],
): Promise<readonly JsonObject[]> {
  if (qualifiers.length > QUALIFIERS_ONE_BY_ONE) {
    return groupMappings(await lambda.listEventSourceMappings()).get(name) ?? []
  }
  const found = new Map<string, JsonObject>()
  for (const target of [name, ...qualifiers.map((qualifier) => `${name}:${qualifier}`)]) {
    for (const mapping of await lambda.listEventSourceMappings(target)) {
      found.set(textOf(mapping, 'UUID') ?? '', mapping)
    }
  }
  return [...found.values()]
}

function groupMappings(mappings: readonly JsonObject[]): ReadonlyMap<string, readonly JsonObject[]> {
  return Map.groupBy(mappings, (mapping) => nameIn(textOf(mapping, 'FunctionArn') ?? ''))
}

async function listCodeSigning(lambda: LambdaApi): Promise<ReadonlyMap<string, JsonObject>> {
  const users = new Map<string, JsonObject>()
  for (const config of await lambda.listCodeSigningConfigs()) {
    const arns = await lambda.listCodeSigningFunctions(textOf(config, 'CodeSigningConfigArn') ?? '')
    for (const arn of arns) users.set(nameIn(arn), config)
  }
  return users
}

async function listLogGroups(surroundings: SurroundingsApi): Promise<ReadonlyMap<string, JsonObject>> {
  const groups = await surroundings.listLogGroups(LAMBDA_LOG_PREFIX)
  return new Map(groups.map((group) => [textOf(group, 'logGroupName') ?? '', group]))
}

function nameIn(arn: string): string {
  return parseFunctionName(arn)?.name ?? arn
}
