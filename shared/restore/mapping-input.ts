import type { JsonObject } from '../model/json.ts'
import { given, textOf } from '../model/members.ts'
import type { StreamStart } from '../model/restore.ts'

/**
 * Members of EventSourceMappingConfiguration that both CreateEventSourceMapping and UpdateEventSourceMapping take as
 * they are described. A test holds all lists of this file together against the installed client's schema.
 */
export const MAPPING_SETTINGS = [
  'BatchSize',
  'FilterCriteria',
  'KMSKeyArn',
  'MetricsConfig',
  'LoggingConfig',
  'ScalingConfig',
  'MaximumBatchingWindowInSeconds',
  'ParallelizationFactor',
  'DestinationConfig',
  'MaximumRecordAgeInSeconds',
  'BisectBatchOnFunctionError',
  'MaximumRetryAttempts',
  'TumblingWindowInSeconds',
  'SourceAccessConfigurations',
  'FunctionResponseTypes',
  'AmazonManagedKafkaEventSourceConfig',
  'SelfManagedKafkaEventSourceConfig',
  'DocumentDBEventSourceConfig',
  'ProvisionedPollerConfig',
] as const

/** Members that say what is polled: only CreateEventSourceMapping takes them. */
export const MAPPING_SOURCE = ['EventSourceArn', 'Topics', 'Queues', 'SelfManagedEventSource'] as const

/** Members that are said otherwise, or not at all, each with the reason. */
export const MAPPING_REST: Readonly<Record<string, string>> = {
  UUID: 'Lambda gives it',
  EventSourceMappingArn: 'follows from the UUID',
  FunctionArn: 'the request says FunctionName',
  State: 'the request says Enabled',
  StartingPosition: 'the restore chooses where to begin',
  StartingPositionTimestamp: 'the restore chooses where to begin',
  FilterCriteriaError: 'tells that the filter could not be read',
  LastModified: 'a date, not a setting',
  LastProcessingResult: 'tells of the last poll',
  StateTransitionReason: 'tells who changed the state last',
}

/** Where a mapping begins; `takenAt` is the instant of the point. */
export interface StartChoice {
  readonly start: StreamStart
  readonly takenAt: string
}

/** A described mapping, under the names of the target, as CreateEventSourceMapping makes it again: switched off. */
export function mappingCreation(mapping: JsonObject, choice: StartChoice): JsonObject {
  return { ...pick(mapping, MAPPING_SOURCE), ...mappingSettings(mapping), ...beginning(mapping, choice) }
}

/** As UpdateEventSourceMapping takes it, `UUID` excepted; switched off. */
export function mappingSettings(mapping: JsonObject): JsonObject {
  const FunctionName = textOf(mapping, 'FunctionArn')
  return { ...given({ FunctionName }), ...pick(mapping, MAPPING_SETTINGS), Enabled: false }
}

/** How UpdateEventSourceMapping is told that a setting is not to be there: what is left out stays as it is. */
const MAPPING_CLEARED: JsonObject = {
  FilterCriteria: {},
  KMSKeyArn: '',
  MetricsConfig: { Metrics: [] },
  ScalingConfig: {},
  DestinationConfig: {},
  FunctionResponseTypes: [],
  SourceAccessConfigurations: [],
  ProvisionedPollerConfig: {},
}

/** As {@link mappingSettings}; settings that the mapping has now and should not have are cleared. */
export function mappingUpdate(mapping: JsonObject, present: JsonObject): JsonObject {
  const surplus = Object.keys(present).filter((member) => mapping[member] === undefined)
  return { ...pick(MAPPING_CLEARED, surplus), ...mappingSettings(mapping) }
}

/** Only streams have a place to begin at. A DynamoDB stream cannot begin at a time (API reference, StartingPosition). */
function beginning(mapping: JsonObject, { start, takenAt }: StartChoice): JsonObject {
  if (mapping['StartingPosition'] === undefined) return {}
  if (start === 'latest') return { StartingPosition: 'LATEST' }
  if (start === 'trim-horizon' || isDynamoStream(mapping)) return { StartingPosition: 'TRIM_HORIZON' }
  return { StartingPosition: 'AT_TIMESTAMP', StartingPositionTimestamp: takenAt }
}

/** Whether a mapping is of a DynamoDB stream. */
export function isDynamoStream(mapping: JsonObject): boolean {
  return textOf(mapping, 'EventSourceArn')?.split(':')[2] === 'dynamodb'
}

/** What tells mappings of one function apart: what is polled. */
export function mappingIdentity(mapping: JsonObject): string {
  return JSON.stringify([...MAPPING_SOURCE, 'FunctionArn'].map((member) => mapping[member] ?? null))
}

function pick(object: JsonObject, members: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => members.includes(name)))
}
