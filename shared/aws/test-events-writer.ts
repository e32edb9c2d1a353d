import type { SchemasClient } from '@aws-sdk/client-schemas'
import { HoldfastError } from '../errors.ts'
import type { JsonObject } from '../model/json.ts'
import { TEST_EVENT_REGISTRY } from '../model/test-events.ts'
import type { TestEventsWriter } from '../restore/restore-ports.ts'
import { call, callOptional } from './calls.ts'
import { asInput } from './sdk-input.ts'
import { schemaOf } from './test-events.ts'

/** The events that functions are tried with, written through the SDK. @param open called when first needed */
export function testEventsWriter(open: () => Promise<SchemasClient>): TestEventsWriter {
  return {
    async putTestEvents(functionName, { type, content }) {
      const { UpdateSchemaCommand } = await import('@aws-sdk/client-schemas')
      const client = await open()
      const schema = { ...schemaOf(functionName), Type: type, Content: content }
      const command = new UpdateSchemaCommand(asInput(UpdateSchemaCommand, schema))
      const updated = await callOptional('UpdateSchema', () => client.send(command))
      if (updated === undefined) await createSchema(client, schema)
    },
    async deleteTestEvents(functionName) {
      const { DeleteSchemaCommand } = await import('@aws-sdk/client-schemas')
      const client = await open()
      const command = new DeleteSchemaCommand(schemaOf(functionName))
      await callOptional('DeleteSchema', () => client.send(command))
    },
  }
}

/** Lambda makes the registry with the first event that somebody shares; whoever is first makes it here. */
async function createSchema(client: SchemasClient, schema: JsonObject): Promise<void> {
  const { CreateSchemaCommand } = await import('@aws-sdk/client-schemas')
  const command = new CreateSchemaCommand(asInput(CreateSchemaCommand, schema))
  const created = await callOptional('CreateSchema', () => client.send(command))
  if (created !== undefined) return
  await createRegistry(client)
  await call('CreateSchema', () => client.send(command))
}

async function createRegistry(client: SchemasClient): Promise<void> {
  const { CreateRegistryCommand } = await import('@aws-sdk/client-schemas')
  const command = new CreateRegistryCommand({ RegistryName: TEST_EVENT_REGISTRY })
  try {
    await call('CreateRegistry', () => client.send(command))
  } catch (error) {
    if (!(error instanceof HoldfastError && error.evidence['awsError'] === 'ConflictException')) throw error
  }
}
