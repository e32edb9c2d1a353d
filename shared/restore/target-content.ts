import { LAMBDA_LOG_PREFIX } from '../capture/scope.ts'
import type { JsonObject, JsonValue } from '../model/json.ts'
import type { CodeRef, FunctionContent } from '../model/manifest.ts'
import { objectOf, textOf } from '../model/members.ts'
import type { Naming, NamingSource } from './naming.ts'

/** A configuration of the point as the target will have it, numbers of layer versions excepted. */
export function targetConfiguration(
  configuration: JsonObject,
  naming: Naming,
  item: NamingSource,
): JsonObject {
  const { Environment: environment, Description: description, ...named } = configuration
  return {
    ...naming.value(named),
    ...(description !== undefined && { Description: description }),
    ...(environment !== undefined && { Environment: targetEnvironment(configuration, naming) }),
    ...(named['LoggingConfig'] !== undefined && { LoggingConfig: targetLogging(naming.value(named), item) }),
  }
}

function targetEnvironment(configuration: JsonObject, naming: Naming): JsonObject {
  const environment = objectOf(configuration, 'Environment')
  const variables = Object.entries(objectOf(environment, 'Variables'))
  const renamed = variables.map(
    ([name, value]) => [name, typeof value === 'string' ? naming.variable(value) : value] as const,
  )
  return { ...environment, Variables: Object.fromEntries(renamed) }
}

/** The group that Lambda gives a function by default is called after it; another one stays. */
function targetLogging(named: JsonObject, item: NamingSource): JsonObject {
  const logging = objectOf(named, 'LoggingConfig')
  const group = textOf(logging, 'LogGroup')
  return group === undefined ? logging : { ...logging, LogGroup: targetLogGroup(group, item) }
}

/** The name of a log group of the point at the target. */
export function targetLogGroup(group: string, { source, target }: NamingSource): string {
  return group === `${LAMBDA_LOG_PREFIX}${source.name}` ? `${LAMBDA_LOG_PREFIX}${target.name}` : group
}

/** Where code of the point is at the target. */
export function targetCode(code: CodeRef, { text }: Naming): CodeRef {
  if (code.type === 'zip') {
    const key = code.sourceKmsKeyArn
    return key === undefined ? code : { ...code, sourceKmsKeyArn: text(key) }
  }
  if (code.type === 'reference') return { ...code, bucket: text(code.bucket) }
  const { uri, resolvedUri } = code
  return {
    type: 'image',
    uri: text(uri),
    ...(resolvedUri !== undefined && { resolvedUri: text(resolvedUri) }),
  }
}

/**
 * What a point says of a function, as its target will be called. Numbers of versions and layer versions, ids of
 * mappings and domains of URLs are those of the point.
 */
export function targetContent(content: FunctionContent, naming: Naming, item: NamingSource): FunctionContent {
  const { configuration, code, versions, tags, logGroup, triggers, sources, references, ...rest } = content
  // Everything that is renamed is plain JSON, and keeps its shape.
  const renamed = naming.value(rest as unknown as JsonValue) as unknown as typeof rest
  const states = versions?.map((one) => {
    const { configuration, code, ...more } = one
    return {
      ...(naming.value(more as unknown as JsonValue) as unknown as typeof more),
      configuration: targetConfiguration(configuration, naming, item),
      ...(code !== undefined && { code: targetCode(code, naming) }),
    }
  })
  return {
    ...renamed,
    configuration: targetConfiguration(configuration, naming, item),
    ...(code !== undefined && { code: targetCode(code, naming) }),
    ...(states !== undefined && { versions: states }),
    ...(tags !== undefined && { tags: settableTags(tags) }),
    ...(logGroup !== undefined && { logGroup: logGroup && renameGroup(naming.value(logGroup), item) }),
    // Triggers are renamed by their kinds; what was known of the old surroundings says nothing of the new.
    ...(triggers !== undefined && { triggers }),
    ...(sources !== undefined && { sources }),
    ...(references !== undefined && { references }),
  }
}

/** Tags that begin with `aws:` are AWS's own: nobody else can set them. */
export function settableTags(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !key.startsWith('aws:')))
}

function renameGroup(group: JsonObject, item: NamingSource): JsonObject {
  return { ...group, logGroupName: targetLogGroup(textOf(group, 'logGroupName') ?? '', item) }
}
