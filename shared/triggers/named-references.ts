import { parseArn } from '../model/arn.ts'
import type { JsonObject, JsonValue } from '../model/json.ts'
import type { FunctionContent } from '../model/manifest.ts'
import { objectOf, objectsOf, textOf, textsOf, valueAt } from '../model/members.ts'

/** An ARN that a function names, and as what. */
export interface NamedReference {
  readonly arn: string
  readonly as: string
}

const PROVIDER = 'CapacityProviderConfig.LambdaManagedInstancesCapacityProviderConfig.CapacityProviderArn'

/**
 * Secrets of Secrets Manager and parameters of Systems Manager by ARN, wherever they stand in a value. What may follow
 * the ARN (a JSON key, a version) and anything else of the value is left where it is.
 */
const STORED =
  /arn:[\w-]+:(?:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]+|ssm:[\w-]+:\d{12}:parameter\/[\w./-]+)/g

/**
 * Everything that a function names and needs, by ARN: in the configuration of `$LATEST` and of each version, in its
 * asynchronous invocation, its mappings, its code signing and its code. Of subnets only those that are missing where
 * it is placed: the others are in `placement`. One ARN may come several times.
 */
export function namedReferences(content: FunctionContent): readonly NamedReference[] {
  const { configuration, versions = [], layers = [], code } = content
  const configurations = [configuration, ...versions.map((version) => version.configuration)]
  const signing = textOf(content.codeSigning ?? {}, 'CodeSigningConfigArn')
  const named = [
    ...configurations.flatMap(inConfiguration),
    ...layers.map(({ arn }) => ['layer', arn] as const),
    ...(content.eventInvoke ?? []).flatMap(inDestinations),
    ...(content.eventSourceMappings ?? []).flatMap(inMapping),
    ['code signing configuration', signing] as const,
    ['key of the code', code?.type === 'zip' ? code.sourceKmsKeyArn : undefined] as const,
    ...missingSubnets(content).map((arn): Named => ['subnet', arn]),
  ]
  return named.flatMap(([as, arn]) => (arn !== undefined && parseArn(arn) !== undefined ? [{ arn, as }] : []))
}

type Named = readonly [as: string, arn: string | undefined]

function inConfiguration(configuration: JsonObject): readonly Named[] {
  const at = (path: string) => asText(valueAt(configuration, path))
  return [
    ['execution role', at('Role')],
    ['dead-letter target', at('DeadLetterConfig.TargetArn')],
    ['key', at('KMSKeyArn')],
    ['capacity provider', at(PROVIDER)],
    ...objectsOf(configuration, 'FileSystemConfigs').map((one): Named => ['file system', textOf(one, 'Arn')]),
    ...inEnvironment(configuration),
  ]
}

function inEnvironment(configuration: JsonObject): readonly Named[] {
  const values = Object.values(objectOf(objectOf(configuration, 'Environment'), 'Variables'))
  const arns = values.flatMap((value) => (typeof value === 'string' ? (value.match(STORED) ?? []) : []))
  return arns.map((arn): Named => [parseArn(arn)?.service === 'ssm' ? 'parameter' : 'secret', arn])
}

function inDestinations(holder: JsonObject): readonly Named[] {
  const destinations = objectOf(holder, 'DestinationConfig')
  return [
    ['destination on success', textOf(objectOf(destinations, 'OnSuccess'), 'Destination')],
    ['destination on failure', textOf(objectOf(destinations, 'OnFailure'), 'Destination')],
  ]
}

function inMapping(mapping: JsonObject): readonly Named[] {
  const accesses = objectsOf(mapping, 'SourceAccessConfigurations')
  return [
    ...inDestinations(mapping),
    ['key of filters', textOf(mapping, 'KMSKeyArn')],
    ...accesses.map((access): Named => ['secret of a source', textOf(access, 'URI')]),
  ]
}

function asText(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** ARNs of the subnets that are not where the function is placed: as they would be called in its account. */
export function missingSubnets({ configuration, placement }: FunctionContent): readonly string[] {
  if (placement === undefined) return []
  const placed = new Set(placement.map((subnet) => textOf(subnet, 'SubnetId')))
  const { partition, region, account } = parseArn(textOf(configuration, 'FunctionArn') ?? '') ?? {}
  const wanted = textsOf(objectOf(configuration, 'VpcConfig'), 'SubnetIds')
  return wanted
    .filter((id) => !placed.has(id))
    .map((id) => `arn:${partition}:ec2:${region}:${account}:subnet/${id}`)
}
