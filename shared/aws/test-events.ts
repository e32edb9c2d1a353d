import type { SchemasClient } from '@aws-sdk/client-schemas'
import { TEST_EVENT_REGISTRY, testEventSchema } from '../model/test-events.ts'
import type { SurroundingsApi } from '../ports/surroundings-api.ts'
import { callOptional } from './calls.ts'

/** The events that functions are tried with. @param open called when first needed: few plans ask for them */
export function testEventCalls(open: () => Promise<SchemasClient>): Pick<SurroundingsApi, 'getTestEvents'> {
  return {
    async getTestEvents(functionName, version) {
      const { DescribeSchemaCommand } = await import('@aws-sdk/client-schemas')
      const client = await open()
      const command = new DescribeSchemaCommand({ ...schemaOf(functionName), SchemaVersion: version })
      const answer = await callOptional('DescribeSchema', () => client.send(command))
      if (answer?.Content === undefined) return undefined
      return {
        type: answer.Type ?? 'OpenApi3',
        content: answer.Content,
        version: answer.SchemaVersion ?? '1',
      }
    },
  }
}

/** Which schema holds the events of a function. */
export function schemaOf(functionName: string) {
  return { RegistryName: TEST_EVENT_REGISTRY, SchemaName: testEventSchema(functionName) }
}
