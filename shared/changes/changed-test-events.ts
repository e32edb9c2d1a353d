import { textOf } from '../model/members.ts'
import { TEST_EVENT_REGISTRY, functionOfSchema } from '../model/test-events.ts'
import type { ChangeTarget } from './change-target.ts'
import type { TrailEvent } from './trail-event.ts'

/**
 * The function whose test events a call of EventBridge Schemas changed. The events themselves are masked in CloudTrail's
 * record (EventBridge user guide, "Schema registry API property value masking").
 *
 * @returns `not-about-a-function` for schemas of other registries
 */
export function changedTestEvents({ detail }: TrailEvent): ChangeTarget | 'not-about-a-function' {
  const request = detail.requestParameters ?? {}
  const registry = textOf(request, 'registryName') ?? textOf(request, 'RegistryName')
  const schema = textOf(request, 'schemaName') ?? textOf(request, 'SchemaName') ?? ''
  const name = registry === TEST_EVENT_REGISTRY ? functionOfSchema(schema) : undefined
  return name === undefined ? 'not-about-a-function' : { kind: 'function', name, zone: detail.awsRegion }
}
