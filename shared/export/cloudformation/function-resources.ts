import type { JsonObject } from '../../model/json.ts'
import { given, objectOf, objectsOf, textOf, without } from '../../model/members.ts'
import type { CodePart, LayerPart, Parts } from '../parts.ts'
import type { Resource, Resources } from './intrinsics.ts'
import { FUNCTION, LOG_GROUP, ROLE, attribute, logicalId, ref } from './intrinsics.ts'
import type { SecretChoice } from './parameters.ts'
import { environmentOf, uploaded } from './parameters.ts'

/** The function itself, its layers, and its role when that is made. */
export function functionResources(parts: Parts, choice: SecretChoice): Resources {
  const { role, layers } = parts
  return {
    ...(role.made === undefined ? {} : { [ROLE]: roleResource(role.made) }),
    ...Object.fromEntries(layers.flatMap((layer) => layerResource(layer))),
    [FUNCTION]: {
      Type: 'AWS::Lambda::Function',
      Properties: functionProperties(parts, choice),
      // Otherwise its first invocation may make the log group before CloudFormation does.
      ...(parts.logGroup === undefined ? {} : { DependsOn: LOG_GROUP }),
    },
  }
}

/** Logical id of a layer that is made. */
export function layerId(arn: string): string {
  return logicalId('Layer', arn.split(':').slice(6).join(':'))
}

function functionProperties(parts: Parts, choice: SecretChoice): JsonObject {
  const { KMSKeyArn, ...settings } = parts.settings
  const { tags, role, layers } = parts
  return {
    FunctionName: ref('FunctionName'),
    ...settings,
    ...given({ KmsKeyArn: KMSKeyArn }),
    Role: role.made === undefined ? role.arn : attribute(ROLE, 'Arn'),
    Code: codeProperty(parts.code),
    ...environmentOf(parts, choice),
    ...(layers.length === 0 ? {} : { Layers: layers.map(layerReference) }),
    ...(Object.keys(tags).length === 0 ? {} : { Tags: tagList(tags) }),
    ...given({
      ReservedConcurrentExecutions: parts.reservedConcurrency,
      RecursiveLoop: parts.recursion,
      RuntimeManagementConfig: parts.runtimeManagement,
      FunctionScalingConfig: parts.scaling,
      CodeSigningConfigArn: parts.codeSigningArn,
    }),
  }
}

function codeProperty(code: CodePart): JsonObject {
  if (code.type === 'zip') return uploaded(code.file)
  if (code.type === 'image') return { ImageUri: code.resolvedUri ?? code.uri }
  if (code.type === 'unread') return uploaded('code.zip')
  const version = given({ S3ObjectVersion: code.versionId })
  return { S3Bucket: code.bucket, S3Key: code.key, ...version, S3ObjectStorageMode: 'REFERENCE' }
}

function layerReference(layer: LayerPart): JsonObject | string {
  return layer.type === 'named' ? layer.arn : ref(layerId(layer.arn))
}

function layerResource(layer: LayerPart): readonly (readonly [string, Resource])[] {
  if (layer.type === 'named') return []
  const { Description, LicenseInfo, CompatibleRuntimes, CompatibleArchitectures } = layer.description
  const described = given({ Description, LicenseInfo, CompatibleRuntimes, CompatibleArchitectures })
  const Properties: JsonObject = { LayerName: layer.name, Content: uploaded(layer.file), ...described }
  return [[layerId(layer.arn), { Type: 'AWS::Lambda::LayerVersion', Properties }]]
}

/** A role as CloudFormation makes it, from what IAM said of it; its name is left to CloudFormation. */
function roleResource(role: JsonObject): Resource {
  const boundary = textOf(objectOf(role, 'PermissionsBoundary'), 'PermissionsBoundaryArn')
  const attached = objectsOf(role, 'AttachedPolicies').map((one) => textOf(one, 'PolicyArn') ?? '')
  const inline = objectsOf(role, 'InlinePolicies').map(({ PolicyName = '', PolicyDocument = {} }) => ({
    PolicyName,
    PolicyDocument,
  }))
  const { AssumeRolePolicyDocument = {}, Description, MaxSessionDuration, Path } = role
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument,
      ...given({ Description, MaxSessionDuration, Path, PermissionsBoundary: boundary }),
      ...(attached.length === 0 ? {} : { ManagedPolicyArns: attached }),
      ...(inline.length === 0 ? {} : { Policies: inline }),
      ...(role['Tags'] === undefined ? {} : { Tags: role['Tags'] }),
    },
  }
}

function tagList(tags: Readonly<Record<string, string>>): readonly JsonObject[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}

/** The log group of a function, under the name that the function writes to. */
export function logGroupResource({ logGroup, name }: Parts): Resources {
  if (logGroup === undefined) return {}
  const { retentionInDays: RetentionInDays, kmsKeyId, logGroupClass: LogGroupClass } = logGroup
  const isDefault = textOf(logGroup, 'logGroupName') === `/aws/lambda/${name}`
  const LogGroupName = isDefault
    ? { 'Fn::Sub': '/aws/lambda/${FunctionName}' }
    : (logGroup['logGroupName'] ?? '')
  const settings = given({ RetentionInDays, KmsKeyId: kmsKeyId, LogGroupClass })
  return { [LOG_GROUP]: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName, ...settings } } }
}

/** What was described of a mapping, in CloudFormation's words. */
export function mappingProperties(mapping: JsonObject): JsonObject {
  const { KMSKeyArn, SelfManagedEventSource, ...same } = mapping
  const endpoints = objectOf(objectOf(mapping, 'SelfManagedEventSource'), 'Endpoints')
  const servers = endpoints['KAFKA_BOOTSTRAP_SERVERS']
  return {
    ...without(same, 'FunctionArn'),
    ...given({ KmsKeyArn: KMSKeyArn }),
    ...(SelfManagedEventSource === undefined
      ? {}
      : { SelfManagedEventSource: { Endpoints: given({ KafkaBootstrapServers: servers }) } }),
  }
}
