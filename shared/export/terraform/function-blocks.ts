import type { JsonObject, JsonValue } from '../../model/json.ts'
import { given, objectOf, objectsOf, textOf } from '../../model/members.ts'
import type { CodePart, LayerPart, Parts } from '../parts.ts'
import type { Block } from './words.ts'
import { FUNCTION_NAME, argumentsOf, blockName, environmentVariable, expression, literal } from './words.ts'

/** The function, its layers, its role when that is made, and what has resources of its own beside it. */
export function functionBlocks(parts: Parts, showSecrets: boolean): readonly Block[] {
  return [
    ...roleBlocks(parts.role.made),
    ...parts.layers.flatMap(layerBlock),
    { type: 'aws_lambda_function', name: 'function', arguments: functionArguments(parts, showSecrets) },
    ...besideBlocks(parts),
  ]
}

function functionArguments(parts: Parts, showSecrets: boolean): JsonObject {
  const { FileSystemConfigs, SnapStart, DurableConfig, ...settings } = parts.settings
  const { role, layers, tags, published } = parts
  return {
    function_name: expression('var.function_name'),
    ...argumentsOf(settings),
    ...argumentsOf(given({ FileSystemConfig: FileSystemConfigs, SnapStart: switchedOn(SnapStart) })),
    ...(DurableConfig === undefined ? {} : { durable_config: durableArguments(parts.settings) }),
    role: role.made === undefined ? literal(role.arn) : expression('aws_iam_role.role.arn'),
    ...codeArguments(parts.code),
    ...environmentArguments(parts, showSecrets),
    ...(layers.length === 0 ? {} : { layers: layers.map(layerReference) }),
    ...(Object.keys(tags).length === 0 ? {} : { tags: literal(tags) }),
    ...given({
      reserved_concurrent_executions: parts.reservedConcurrency,
      code_signing_config_arn: parts.codeSigningArn,
      publish: published === undefined ? undefined : true,
    }),
  }
}

/** The provider has no word for a SnapStart that is off. */
function switchedOn(snapStart: JsonValue | undefined): JsonValue | undefined {
  return textOf(objectOf(given({ snapStart }), 'snapStart'), 'ApplyOn') === 'None' ? undefined : snapStart
}

/** One member is called otherwise there. */
function durableArguments(settings: JsonObject): JsonObject {
  const { RetentionPeriodInDays: RetentionPeriod, ...same } = objectOf(settings, 'DurableConfig')
  return argumentsOf({ ...same, ...given({ RetentionPeriod }) })
}

function environmentArguments({ environment }: Parts, showSecrets: boolean): JsonObject {
  const names = Object.keys(environment)
  if (names.length === 0) return {}
  const variables = showSecrets
    ? literal(environment)
    : Object.fromEntries(names.map((name) => [name, expression(`var.${environmentVariable(name)}`)]))
  return { environment: { variables } }
}

function codeArguments(code: CodePart): JsonObject {
  if (code.type === 'image') return { image_uri: literal(code.resolvedUri ?? code.uri) }
  if (code.type === 'reference')
    return {
      s3_bucket: code.bucket,
      s3_key: literal(code.key),
      ...given({ s3_object_version: code.versionId }),
    }
  const file = code.type === 'zip' ? code.file : 'code.zip'
  return {
    filename: fileOf(file),
    source_code_hash: expression(`filebase64sha256("\${path.module}/${file}")`),
  }
}

function layerReference(layer: LayerPart): JsonValue {
  return layer.type === 'named'
    ? literal(layer.arn)
    : expression(`aws_lambda_layer_version.${layerName(layer.arn)}.arn`)
}

function layerBlock(layer: LayerPart): readonly Block[] {
  if (layer.type === 'named') return []
  const { Description, LicenseInfo, CompatibleRuntimes, CompatibleArchitectures } = layer.description
  const described = given({ Description, LicenseInfo, CompatibleRuntimes, CompatibleArchitectures })
  return [
    {
      type: 'aws_lambda_layer_version',
      name: layerName(layer.arn),
      arguments: { layer_name: layer.name, filename: fileOf(layer.file), ...argumentsOf(described) },
    },
  ]
}

function layerName(arn: string): string {
  return blockName(arn.split(':').slice(6).join('-'))
}

function fileOf(file: string): string {
  return `\${path.module}/${file}`
}

function besideBlocks({ runtimeManagement, recursion, logGroup, name }: Parts): readonly Block[] {
  const own = { function_name: FUNCTION_NAME }
  return [
    ...block(
      'aws_lambda_runtime_management_config',
      runtimeManagement && { ...own, ...argumentsOf(runtimeManagement) },
    ),
    ...block(
      'aws_lambda_function_recursion_config',
      recursion === undefined ? undefined : { ...own, recursive_loop: recursion },
    ),
    ...block('aws_cloudwatch_log_group', logGroup && logGroupArguments(logGroup, name)),
  ]
}

function block(type: string, args: JsonObject | undefined): readonly Block[] {
  return args === undefined ? [] : [{ type, name: 'function', arguments: args }]
}

function logGroupArguments(logGroup: JsonObject, functionName: string): JsonObject {
  const named = textOf(logGroup, 'logGroupName') ?? ''
  const { retentionInDays, kmsKeyId, logGroupClass } = logGroup
  return {
    name:
      named === `/aws/lambda/${functionName}`
        ? `/aws/lambda/${expression('var.function_name')}`
        : literal(named),
    ...given({ retention_in_days: retentionInDays, kms_key_id: kmsKeyId, log_group_class: logGroupClass }),
  }
}

/** A role under a name of Terraform's choice, with its policies as resources of their own. */
function roleBlocks(role: JsonObject | undefined): readonly Block[] {
  if (role === undefined) return []
  const { Description, MaxSessionDuration, Path } = role
  const boundary = textOf(objectOf(role, 'PermissionsBoundary'), 'PermissionsBoundaryArn')
  const tags = objectsOf(role, 'Tags').map((tag) => [textOf(tag, 'Key') ?? '', textOf(tag, 'Value') ?? ''])
  const ofRole = { role: expression('aws_iam_role.role.name') }
  return [
    {
      type: 'aws_iam_role',
      name: 'role',
      arguments: {
        assume_role_policy: jsonText(role['AssumeRolePolicyDocument']),
        ...argumentsOf(given({ Description, MaxSessionDuration, Path })),
        ...given({ permissions_boundary: boundary }),
        ...(tags.length === 0 ? {} : { tags: literal(Object.fromEntries(tags) as JsonObject) }),
      },
    },
    ...objectsOf(role, 'InlinePolicies').map((policy) => ({
      type: 'aws_iam_role_policy',
      name: blockName(textOf(policy, 'PolicyName') ?? ''),
      arguments: {
        ...ofRole,
        name: literal(policy['PolicyName'] ?? ''),
        policy: jsonText(policy['PolicyDocument']),
      },
    })),
    ...objectsOf(role, 'AttachedPolicies').map((policy) => ({
      type: 'aws_iam_role_policy_attachment',
      name: blockName(textOf(policy, 'PolicyName') ?? ''),
      arguments: { ...ofRole, policy_arn: literal(policy['PolicyArn'] ?? '') },
    })),
  ]
}

/** A document as JSON text, policy variables (`${aws:username}`) kept for IAM. */
function jsonText(document: JsonValue | undefined): JsonValue {
  return literal(JSON.stringify(document ?? {}))
}
