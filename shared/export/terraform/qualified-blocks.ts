import type { JsonObject } from '../../model/json.ts'
import { given, objectOf, objectsOf, textsOf, without } from '../../model/members.ts'
import type { Parts, Qualified } from '../parts.ts'
import type { Block } from './words.ts'
import {
  FUNCTION_NAME,
  argumentsOf,
  blockName,
  expression,
  invokedArn,
  literal,
  qualifierArgument,
} from './words.ts'

/** The aliases, and all that belongs to a function, its version or an alias. */
export function qualifiedBlocks(parts: Parts): readonly Block[] {
  return [
    ...parts.aliases.map(aliasBlock),
    ...warmBlocks(parts),
    ...parts.permissions.map(permissionBlock),
    ...parts.urls.map(urlBlock),
    ...parts.eventInvoke.map(eventInvokeBlock),
    ...parts.mappings.map(mappingBlock),
  ]
}

function aliasBlock({ name, description, version }: Parts['aliases'][number]): Block {
  const function_version =
    version === 'published' ? expression('aws_lambda_function.function.version') : version
  return {
    type: 'aws_lambda_alias',
    name: blockName(name),
    arguments: {
      name,
      function_name: FUNCTION_NAME,
      function_version,
      ...given({ description: description === undefined ? undefined : literal(description) }),
    },
  }
}

/** Provisioned concurrency, of the version and of aliases. */
function warmBlocks({ published, aliases }: Parts): readonly Block[] {
  const all = [
    { name: 'published', qualifier: { type: 'published' } as const, count: published?.provisioned },
    ...aliases.map(({ name, provisioned }) => ({
      name: blockName(name),
      qualifier: { type: 'alias', name } as const,
      count: provisioned,
    })),
  ]
  return all
    .filter(({ count }) => count !== undefined)
    .map(({ name, qualifier, count = 0 }) => ({
      type: 'aws_lambda_provisioned_concurrency_config',
      name,
      arguments: {
        function_name: FUNCTION_NAME,
        ...qualifierArgument(qualifier),
        provisioned_concurrent_executions: count,
      },
    }))
}

function permissionBlock({ qualifier, settings }: Qualified, index: number): Block {
  return {
    type: 'aws_lambda_permission',
    name: `permission_${index + 1}`,
    arguments: { function_name: FUNCTION_NAME, ...qualifierArgument(qualifier), ...argumentsOf(settings) },
  }
}

function urlBlock({ qualifier, settings }: Qualified, index: number): Block {
  const { AuthType, Cors, InvokeMode } = settings
  return {
    type: 'aws_lambda_function_url',
    name: `url_${index + 1}`,
    arguments: {
      function_name: FUNCTION_NAME,
      ...qualifierArgument(qualifier),
      ...given({ authorization_type: AuthType }),
      ...argumentsOf(given({ Cors, InvokeMode })),
    },
  }
}

function eventInvokeBlock({ qualifier, settings }: Qualified, index: number): Block {
  return {
    type: 'aws_lambda_function_event_invoke_config',
    name: `async_settings_${index + 1}`,
    arguments: { function_name: FUNCTION_NAME, ...qualifierArgument(qualifier), ...argumentsOf(settings) },
  }
}

function mappingBlock({ qualifier, settings }: Qualified, index: number): Block {
  return {
    type: 'aws_lambda_event_source_mapping',
    name: `mapping_${index + 1}`,
    arguments: { function_name: invokedArn(qualifier), ...mappingArguments(settings) },
  }
}

/** Blocks that repeat are called in the singular, and two members otherwise (documentation of the provider). */
function mappingArguments(mapping: JsonObject): JsonObject {
  const renamed = [
    'FilterCriteria',
    'SourceAccessConfigurations',
    'SelfManagedEventSource',
    'DestinationConfig',
  ]
  const plain = renamed.reduce(without, mapping)
  const filters = objectsOf(objectOf(mapping, 'FilterCriteria'), 'Filters')
  const access = objectsOf(mapping, 'SourceAccessConfigurations')
  const endpoints = objectOf(objectOf(mapping, 'SelfManagedEventSource'), 'Endpoints')
  const servers = textsOf(endpoints, 'KAFKA_BOOTSTRAP_SERVERS')
  const failure = objectOf(objectOf(mapping, 'DestinationConfig'), 'OnFailure')['Destination']
  return {
    ...argumentsOf(plain),
    ...(filters.length === 0 ? {} : { filter_criteria: { filter: filters.map(argumentsOf) } }),
    ...(access.length === 0 ? {} : { source_access_configuration: access.map(argumentsOf) }),
    ...(servers.length === 0
      ? {}
      : { self_managed_event_source: { endpoints: { KAFKA_BOOTSTRAP_SERVERS: servers.join(',') } } }),
    ...(failure === undefined
      ? {}
      : { destination_config: { on_failure: { destination_arn: literal(failure) } } }),
  }
}
