import type { ResourceRef } from './resource.ts'

/** The registry of EventBridge Schemas that Lambda keeps them in (Lambda developer guide, "Creating shareable test events"). */
export const TEST_EVENT_REGISTRY = 'lambda-testevent-schemas'

/** `_orders-schema`: what Lambda calls the schema of a function. */
const SCHEMA = /^_(.+)-schema$/

/** The name of the schema that holds the events which a function is tried with. */
export function testEventSchema(functionName: string): string {
  return `_${functionName}-schema`
}

/** The function whose events a schema of that registry holds; `undefined` for another schema. */
export function functionOfSchema(schemaName: string): string | undefined {
  return SCHEMA.exec(schemaName)?.[1]
}

/** ARN of that schema (EventBridge Schemas' service authorization reference). */
export function testEventsArn(
  { account, zone, name }: Pick<ResourceRef, 'account' | 'zone' | 'name'>,
  partition: string,
): string {
  return `arn:${partition}:schemas:${zone}:${account}:schema/${TEST_EVENT_REGISTRY}/${testEventSchema(name)}`
}
