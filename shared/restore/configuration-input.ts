import type { JsonObject, JsonValue } from '../model/json.ts'
import { objectOf, objectsOf, textOf } from '../model/members.ts'

/** How one member of a described configuration is said in a request. */
type Translate = (configuration: JsonObject, member: string) => JsonValue

/** What a describe answer says in the same words as a request. */
const asItIs: Translate = (configuration, member) => configuration[member] ?? null

/**
 * Members of FunctionConfiguration that CreateFunction and UpdateFunctionConfiguration take, and how each is said
 * there. A test holds this list and {@link NOT_SETTABLE} together against the installed client's schema.
 */
export const SETTABLE: Readonly<Record<string, { readonly as: string; readonly say: Translate }>> = {
  Runtime: { as: 'Runtime', say: asItIs },
  Role: { as: 'Role', say: asItIs },
  Handler: { as: 'Handler', say: asItIs },
  Description: { as: 'Description', say: asItIs },
  Timeout: { as: 'Timeout', say: asItIs },
  MemorySize: { as: 'MemorySize', say: asItIs },
  VpcConfig: { as: 'VpcConfig', say: (all) => only(objectOf(all, 'VpcConfig'), NETWORK) },
  DeadLetterConfig: { as: 'DeadLetterConfig', say: asItIs },
  Environment: { as: 'Environment', say: (all) => only(objectOf(all, 'Environment'), ['Variables']) },
  KMSKeyArn: { as: 'KMSKeyArn', say: asItIs },
  TracingConfig: { as: 'TracingConfig', say: asItIs },
  Layers: { as: 'Layers', say: (all) => objectsOf(all, 'Layers').map((layer) => textOf(layer, 'Arn') ?? '') },
  FileSystemConfigs: { as: 'FileSystemConfigs', say: asItIs },
  ImageConfigResponse: {
    as: 'ImageConfig',
    say: (all) => objectOf(objectOf(all, 'ImageConfigResponse'), 'ImageConfig'),
  },
  EphemeralStorage: { as: 'EphemeralStorage', say: asItIs },
  SnapStart: { as: 'SnapStart', say: (all) => only(objectOf(all, 'SnapStart'), ['ApplyOn']) },
  LoggingConfig: { as: 'LoggingConfig', say: asItIs },
  CapacityProviderConfig: { as: 'CapacityProviderConfig', say: asItIs },
  DurableConfig: { as: 'DurableConfig', say: asItIs },
}

/** Members that only CreateFunction takes; `Architectures` goes with the code of an update. */
export const SET_AT_CREATION = ['PackageType', 'Architectures', 'TenancyConfig'] as const

/** Members that nobody can set, each with the reason. */
export const NOT_SETTABLE: Readonly<Record<string, string>> = {
  FunctionName: 'the request names the function',
  FunctionArn: 'follows from name and place',
  Version: 'Lambda counts',
  CodeSize: 'follows from the code',
  CodeSha256: 'follows from the code',
  ConfigSha256: "AWS's digest of the configuration",
  LastModified: 'a date, not a setting',
  RevisionId: 'a fresh id at every update',
  MasterArn: 'only replicas of Lambda@Edge have it',
  State: 'a state of the moment',
  StateReason: 'a state of the moment',
  StateReasonCode: 'a state of the moment',
  LastUpdateStatus: 'a state of the moment',
  LastUpdateStatusReason: 'a state of the moment',
  LastUpdateStatusReasonCode: 'a state of the moment',
  SigningProfileVersionArn: 'follows from the signature in the package',
  SigningJobArn: 'follows from the signature in the package',
  RuntimeVersionConfig: 'follows from runtime management',
}

/** Members of a network that are settings; the VPC follows from the subnets. */
const NETWORK = ['SubnetIds', 'SecurityGroupIds', 'Ipv6AllowedForDualStack']

/**
 * What UpdateFunctionConfiguration must be told for a member that the point does not have and the function may have:
 * to leave it out would leave it as it is.
 */
const CLEARED: JsonObject = {
  Description: '',
  VpcConfig: { SubnetIds: [], SecurityGroupIds: [] },
  DeadLetterConfig: { TargetArn: '' },
  Environment: { Variables: {} },
  KMSKeyArn: '',
  Layers: [],
  FileSystemConfigs: [],
}

/** Of images only: what a package function refuses to be told. */
const CLEARED_OF_IMAGES: JsonObject = { ImageConfig: {} }

/**
 * A configuration as AWS described it, as CreateFunction takes it, `Code` excepted.
 *
 * @param configuration under the names of the target
 */
export function creationInput(configuration: JsonObject, name: string): JsonObject {
  const atCreation = SET_AT_CREATION.filter((member) => configuration[member] !== undefined)
  const more = Object.fromEntries(atCreation.map((member) => [member, configuration[member] ?? null]))
  return { FunctionName: name, ...settings(configuration), ...more }
}

/** As {@link creationInput}, as UpdateFunctionConfiguration takes it: what the point does not have is cleared. */
export function updateInput(configuration: JsonObject, name: string): JsonObject {
  const isImage = configuration['PackageType'] === 'Image'
  const cleared = isImage ? { ...CLEARED, ...CLEARED_OF_IMAGES, Layers: null } : CLEARED
  const present = Object.entries(cleared).filter(([, value]) => value !== null)
  return { FunctionName: name, ...Object.fromEntries(present), ...settings(configuration) }
}

function settings(configuration: JsonObject): JsonObject {
  const given = Object.entries(SETTABLE).filter(([member]) => configuration[member] !== undefined)
  return Object.fromEntries(given.map(([member, { as, say }]) => [as, say(configuration, member)]))
}

function only(object: JsonObject, members: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => members.includes(name)))
}
