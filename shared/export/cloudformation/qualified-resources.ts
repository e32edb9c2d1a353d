import type { JsonObject } from '../../model/json.ts'
import { given, without } from '../../model/members.ts'
import type { Parts } from '../parts.ts'
import { mappingProperties } from './function-resources.ts'
import type { Resource, Resources } from './intrinsics.ts'
import {
  FUNCTION,
  VERSION,
  aliasId,
  attribute,
  bareQualifier,
  dependsOn,
  invoked,
  invokedArn,
  numbered,
  ref,
} from './intrinsics.ts'

/** The version and the aliases, and all that belongs to a function or one of these. */
export function qualifiedResources(parts: Parts): Resources {
  return {
    ...versionResource(parts),
    ...Object.fromEntries(parts.aliases.map((alias) => [aliasId(alias.name), aliasResource(alias)])),
    ...numbered('Permission', parts.permissions.map(permissionResource)),
    ...numbered('Url', parts.urls.map(urlResource)),
    ...numbered('AsyncSettings', parts.eventInvoke.map(eventInvokeResource)),
    ...numbered('Mapping', parts.mappings.map(mappingResource)),
  }
}

function versionResource({ published }: Parts): Resources {
  if (published === undefined) return {}
  const warm = provisioned(published.provisioned)
  return { [VERSION]: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: ref(FUNCTION), ...warm } } }
}

function aliasResource({
  name,
  description,
  version,
  provisioned: count,
}: Parts['aliases'][number]): Resource {
  const FunctionVersion = version === 'published' ? attribute(VERSION, 'Version') : version
  const Properties = {
    Name: name,
    FunctionName: ref(FUNCTION),
    FunctionVersion,
    ...given({ Description: description }),
    ...provisioned(count),
  }
  return { Type: 'AWS::Lambda::Alias', Properties }
}

function provisioned(count: number | undefined): JsonObject {
  return count === undefined
    ? {}
    : { ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: count } }
}

function permissionResource({ qualifier, settings }: Parts['permissions'][number]): Resource {
  const Properties = { FunctionName: invoked(qualifier), ...without(settings, 'StatementId') }
  return { Type: 'AWS::Lambda::Permission', Properties }
}

/** A URL is of the function, or of an alias. */
function urlResource({ qualifier, settings }: Parts['urls'][number]): Resource {
  const { AuthType, Cors, InvokeMode } = settings
  const Qualifier = qualifier.type === 'alias' ? qualifier.name : undefined
  const Properties = {
    TargetFunctionArn: attribute(FUNCTION, 'Arn'),
    ...given({ Qualifier, AuthType, Cors, InvokeMode }),
  }
  return { Type: 'AWS::Lambda::Url', Properties, ...dependsOn(qualifier) }
}

function eventInvokeResource({ qualifier, settings }: Parts['eventInvoke'][number]): Resource {
  const Properties = { FunctionName: ref(FUNCTION), Qualifier: bareQualifier(qualifier), ...settings }
  return { Type: 'AWS::Lambda::EventInvokeConfig', Properties, ...dependsOn(qualifier) }
}

function mappingResource({ qualifier, settings }: Parts['mappings'][number]): Resource {
  const Properties = { FunctionName: invokedArn(qualifier), ...mappingProperties(settings) }
  return { Type: 'AWS::Lambda::EventSourceMapping', Properties }
}
