import type { JsonObject } from '../model/json.ts'
import { objectOf, textOf } from '../model/members.ts'
import type { Naming, NamingSource } from './naming.ts'
import { LAMBDA_LOG_PREFIX } from '../capture/scope.ts'

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
