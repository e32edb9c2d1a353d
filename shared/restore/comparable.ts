import type { JsonObject, JsonValue } from '../model/json.ts'
import type { CodeRef, FunctionContent, VersionContent } from '../model/manifest.ts'
import { given, numberOf, objectOf, textOf, textsOf } from '../model/members.ts'
import type { RestorePart } from '../model/restore.ts'
import { SET_AT_CREATION, updateInput } from './configuration-input.ts'
import { mappingIdentity, mappingSettings } from './mapping-input.ts'
import { policyIn, statementsOf } from './steps/put-policy.ts'
import { settableTags } from './target-content.ts'

/** A content as it is compared: members by name and elements by what tells them apart, nothing that nobody can set. */
export type Comparable = Readonly<Record<string, JsonValue>>

/** Members of {@link Comparable}, by the part that brings them. */
const PART_OF: Readonly<Record<string, RestorePart>> = {
  code: 'code',
  configuration: 'configuration',
  versions: 'versions',
  aliases: 'aliases',
  policies: 'policies',
  urls: 'urls',
  eventInvoke: 'async-settings',
  reservedConcurrency: 'concurrency',
  provisionedConcurrency: 'concurrency',
  runtimeManagement: 'runtime-management',
  recursion: 'recursion',
  scaling: 'scaling',
  codeSigning: 'code-signing',
  tags: 'tags',
  logRetention: 'log-retention',
  eventSourceMappings: 'triggers',
}

/** What a restore of these parts brings back. A member that the content does not have is left out. */
export function comparable(content: FunctionContent, parts: readonly RestorePart[]): Comparable {
  const all = { ...states(content), ...lists(content), ...scalars(content) }
  const wanted = Object.entries(all).filter(([member, value]) => {
    const part = PART_OF[member]
    return value !== undefined && part !== undefined && parts.includes(part)
  })
  return Object.fromEntries(wanted) as Comparable
}

function states({ configuration, code, versions }: FunctionContent) {
  return {
    code: codeText(code),
    configuration: comparableConfiguration(configuration),
    versions: versions && byKey(versions, ({ version }) => version, versionState),
  }
}

function versionState({ configuration, code, runtimeManagement, scaling }: VersionContent): JsonObject {
  return given({
    code: codeText(code),
    configuration: comparableConfiguration(configuration),
    runtimeManagement: plainManagement(runtimeManagement),
    scaling: scaling ?? undefined,
  })
}

function lists(content: FunctionContent) {
  const { aliases, urls, eventInvoke, provisionedConcurrency, eventSourceMappings } = content
  return {
    aliases:
      aliases &&
      byKey(
        aliases,
        ({ name }) => name,
        (one) => aliasState(one.configuration),
      ),
    policies: policies(content),
    urls: urls && byKey(urls, arnOf, urlState),
    eventInvoke: eventInvoke && byKey(eventInvoke, arnOf, (one) => one),
    provisionedConcurrency: provisionedConcurrency && byKey(provisionedConcurrency, arnOf, (one) => one),
    eventSourceMappings: eventSourceMappings && byKey(eventSourceMappings, mappingIdentity, mappingState),
  }
}

/** Nothing allowed to other origins is said by an empty object, or by none. */
function urlState({ FunctionUrl: _domain, Cors, ...rest }: JsonObject): JsonObject {
  const cors = objectOf({ Cors: Cors ?? {} }, 'Cors')
  return Object.keys(cors).length === 0 ? rest : { ...rest, Cors: cors }
}

function scalars(content: FunctionContent) {
  const { reservedConcurrency, runtimeManagement, recursion, scaling, codeSigning, tags, logGroup } = content
  return {
    reservedConcurrency,
    runtimeManagement: plainManagement(runtimeManagement),
    recursion,
    scaling,
    codeSigning: codeSigning && (textOf(codeSigning, 'CodeSigningConfigArn') ?? null),
    tags: tags && settableTags(tags),
    // A group that is not there comes with the first line that the function logs.
    logRetention: logGroup ? (numberOf(logGroup, 'retentionInDays') ?? null) : undefined,
  }
}

/** Settings of a configuration, said as a request says them, so that `{}` and nothing are the same. */
function comparableConfiguration(configuration: JsonObject): JsonObject {
  const { FunctionName: _name, ...input } = updateInput(configuration, '')
  const atCreation = SET_AT_CREATION.map((member) => [member, configuration[member]] as const)
  const network = objectOf(input, 'VpcConfig')
  const isInVpc = textsOf(network, 'SubnetIds').length > 0
  return {
    ...input,
    ...given(Object.fromEntries(atCreation)),
    VpcConfig: isInVpc ? network : { SubnetIds: [], SecurityGroupIds: [] },
    DeadLetterConfig: { TargetArn: textOf(objectOf(input, 'DeadLetterConfig'), 'TargetArn') ?? '' },
  }
}

function aliasState(alias: JsonObject): JsonObject {
  const weights = objectOf(objectOf(alias, 'RoutingConfig'), 'AdditionalVersionWeights')
  const { FunctionVersion = null } = alias
  return {
    Description: textOf(alias, 'Description') ?? '',
    FunctionVersion,
    AdditionalVersionWeights: weights,
  }
}

/** Statements by whose policy it is, and by their name. */
function policies(content: FunctionContent): JsonObject | undefined {
  const { policy, aliases = [], versions = [] } = content
  if (policy === undefined) return undefined
  const qualifiers = [
    undefined,
    ...aliases.map(({ name }) => name),
    ...versions.map(({ version }) => version),
  ]
  const named = qualifiers.map((qualifier) => {
    const statements = statementsOf(policyIn(content, qualifier) ?? null)
    return [
      qualifier ?? '$LATEST',
      byKey(
        statements,
        (one) => textOf(one, 'Sid') ?? JSON.stringify(one),
        (one) => one,
      ),
    ] as const
  })
  return Object.fromEntries(named.filter(([, statements]) => Object.keys(statements).length > 0))
}

function mappingState(mapping: JsonObject): JsonObject {
  const { Enabled: _off, ...settings } = mappingSettings(mapping)
  return { ...settings, State: mapping['State'] ?? null }
}

/** Which version of a runtime is chosen says something only where it is chosen by hand. */
export function plainManagement(value: JsonObject | null | undefined): JsonObject | undefined {
  if (!value) return undefined
  const { FunctionArn: _arn, RuntimeVersionArn, ...rest } = value
  return rest['UpdateRuntimeOn'] === 'Manual'
    ? { ...rest, RuntimeVersionArn: RuntimeVersionArn ?? null }
    : rest
}

/** A package by its hash, an image by its digest where that is known, a reference by its object. */
function codeText(code: CodeRef | undefined): string | undefined {
  if (code === undefined) return undefined
  if (code.type === 'zip') return code.blob.sha256
  if (code.type === 'image') return code.resolvedUri ?? code.uri
  return `s3://${code.bucket}/${code.key}?versionId=${code.versionId ?? ''}`
}

function arnOf(one: JsonObject): string {
  return textOf(one, 'FunctionArn') ?? ''
}

function byKey<T>(
  items: readonly T[],
  key: (item: T) => string,
  value: (item: T) => JsonObject,
): Record<string, JsonObject> {
  return Object.fromEntries(items.map((item) => [key(item), value(item)]))
}
