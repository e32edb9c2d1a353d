import { objectOf, textOf, textsOf } from '../model/members.ts'
import type { JsonObject } from '../model/json.ts'
import { withoutQualifier } from '../model/make-arn.ts'
import type { FunctionContent, FunctionPoint, PointId } from '../model/manifest.ts'
import type { ResourceRef } from '../model/resource.ts'
import { filterText, isSwitchedOff } from './settings-text.ts'

/** Kind of what Lambda polls; AWS's name, as `Trigger.kind` writes its own. */
export const MAPPING_KIND = 'event-source-mapping'

/** Kinds of what CloudFront runs at a cache behaviour. */
export const LAMBDA_EDGE_KIND = 'lambda-edge-association'
export const CLOUDFRONT_FUNCTION_KIND = 'cloudfront-function-association'

/** One way in which one function is woken: a trigger, an event source mapping or an association at the edge. */
export interface Wake {
  /** The function, by its place in the vault. */
  readonly function: ResourceRef
  /** `Trigger.kind`, or one of those above. */
  readonly kind: string
  /** ARN of what wakes; without one the name that AWS gives. */
  readonly source: string
  /** ARN of the function, version or alias. */
  readonly invokes: string
  /** `unknown` for a mapping that was between the two when it was read. */
  readonly state: 'enabled' | 'disabled' | 'unknown'
  /** Whether the source is there; `null` when it was not told. */
  readonly exists: boolean | null
  /** What of it reaches the function, in short; missing when everything does. */
  readonly filter?: string
  /** When the point was taken that says so, and which it is. */
  readonly knownAt: string
  readonly point: PointId
}

/** What wakes a function by its own point: its triggers, then its mappings. */
export function wakesOf(point: FunctionPoint): readonly Wake[] {
  return [...triggersOf(point), ...mappingsOf(point)]
}

/** ARN of the function of a point, without a qualifier. */
export function functionArnOf({ resource, content }: Pick<FunctionPoint, 'resource' | 'content'>): string {
  const { account, zone, name } = resource
  const named = textOf(content.configuration, 'FunctionArn')
  return withoutQualifier(named ?? `arn:aws:lambda:${zone}:${account}:function:${name}`)
}

/** The version or alias that an ARN of a function names; `undefined` for none, and for `$LATEST`. */
export function qualifierOf(functionArn: string): string | undefined {
  const qualifier = functionArn.split(':')[7]
  return qualifier === '$LATEST' ? undefined : qualifier
}

/** What an event source mapping polls: an ARN, or the servers of a Kafka cluster that has none. */
export function mappingSource(mapping: JsonObject): string {
  return textOf(mapping, 'EventSourceArn') ?? kafkaServers(mapping) ?? 'unknown'
}

function triggersOf({ content, ...point }: FunctionPoint): readonly Wake[] {
  return (content.triggers ?? []).map(({ kind, source, invokes, settings }) => ({
    ...knowledgeOf(point),
    kind,
    source,
    invokes,
    state: isSwitchedOff(settings) ? 'disabled' : 'enabled',
    exists: existenceOf(content, source),
    ...optionalFilter(settings),
  }))
}

function mappingsOf({ content, ...point }: FunctionPoint): readonly Wake[] {
  const own = functionArnOf({ resource: point.resource, content })
  return (content.eventSourceMappings ?? []).map((mapping) => ({
    ...knowledgeOf(point),
    kind: MAPPING_KIND,
    source: mappingSource(mapping),
    invokes: textOf(mapping, 'FunctionArn') ?? own,
    state: MAPPING_STATES.get(textOf(mapping, 'State')) ?? 'unknown',
    exists: existenceOf(content, mappingSource(mapping)),
    ...optionalFilter(mapping),
  }))
}

const MAPPING_STATES: ReadonlyMap<string | undefined, Wake['state']> = new Map([
  ['Enabled', 'enabled'],
  ['Disabled', 'disabled'],
])

function knowledgeOf({ resource, takenAt, id }: Pick<FunctionPoint, 'resource' | 'takenAt' | 'id'>) {
  return { function: resource, knownAt: takenAt, point: id }
}

function existenceOf({ sources }: FunctionContent, arn: string): boolean | null {
  return sources?.find((one) => one.arn === arn)?.exists ?? null
}

function optionalFilter(settings: JsonObject): { readonly filter?: string } {
  const filter = filterText(settings)
  return filter === undefined ? {} : { filter }
}

function kafkaServers(mapping: JsonObject): string | undefined {
  const endpoints = objectOf(objectOf(mapping, 'SelfManagedEventSource'), 'Endpoints')
  const servers = textsOf(endpoints, 'KAFKA_BOOTSTRAP_SERVERS')
  return servers.length === 0 ? undefined : servers.join(',')
}
