import type { JsonObject } from '../model/json.ts'
import type { LambdaApi, LayerDescription, SurroundingsApi } from '../ports.ts'
import { isRetryable } from '../errors.ts'
import { parseFunctionName } from '../model/function-arn.ts'
import type { RoleReading } from './read-role.ts'
import { readRole } from './read-role.ts'
import { isTransient } from '../model/gaps.ts'
import { textOf } from '../model/members.ts'

/** Where everything is read. */
export interface Sources {
  readonly lambda: LambdaApi
  readonly surroundings: SurroundingsApi
}

/**
 * Reads what several functions may share: alone it asks for just its own, in a run over a zone it lists once and
 * looks up.
 */
export interface Scope {
  /** When its listings may have been read; `undefined` when everything is read at the moment it is asked for. */
  readonly since: Date | undefined
  readonly mappings: (name: string, qualifiers: readonly string[]) => Promise<readonly JsonObject[]>
  readonly codeSigning: (name: string) => Promise<JsonObject | undefined>
  readonly logGroup: (name: string) => Promise<JsonObject | undefined>
  readonly role: (name: string) => Promise<RoleReading>
  readonly layer: (arn: string) => Promise<LayerDescription>
  readonly layerPolicy: (arn: string) => Promise<JsonObject | undefined>
  readonly capacityProvider: (arn: string) => Promise<JsonObject>
  readonly zones: () => Promise<readonly JsonObject[]>
}

/** Qualifiers up to which mappings are asked for one by one; past it the region's list costs fewer calls. */
const QUALIFIERS_ONE_BY_ONE = 9

/** The scope of one function by itself. */
export function loneScope({ lambda, surroundings }: Sources): Scope {
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
  }
}

/**
 * The scope of a run over a zone: event source mappings, code signing configurations and the log groups of
 * Lambda's own prefix are listed once, when first asked for; roles, layers and capacity providers are read once each.
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
  }
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

/** Calls once and gives everybody the same answer; a failure that may pass is not kept. */
function once<T>(read: () => Promise<T>): () => Promise<T> {
  const cached = eachOnce(read)
  return () => cached('')
}

/** As {@link once}, for each key; an answer that is not `lasting` is not kept either. */
function eachOnce<T>(
  read: (key: string) => Promise<T>,
  lasting: (answer: T) => boolean = () => true,
): (key: string) => Promise<T> {
  const answers = new Map<string, Promise<T>>()
  const ask = async (key: string) => {
    try {
      const answer = await read(key)
      if (!lasting(answer)) answers.delete(key)
      return answer
    } catch (error) {
      if (isRetryable(error)) answers.delete(key)
      throw error
    }
  }
  return (key) => {
    const answer = answers.get(key) ?? ask(key)
    answers.set(key, answer)
    return answer
  }
}
