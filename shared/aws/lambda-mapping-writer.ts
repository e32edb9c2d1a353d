import type { LambdaClient } from '@aws-sdk/client-lambda'
import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda'
import { textOf } from '../model/members.ts'
import type { LambdaWriter } from '../restore/restore-ports.ts'
import { call, callOptional } from './calls.ts'
import { plainObject } from './plain-json.ts'
import { asInput } from './sdk-input.ts'

type MappingWrites = Pick<LambdaWriter, 'readMapping' | 'createMapping' | 'updateMapping' | 'deleteMapping'>

/** Event source mappings. */
export function mappingWrites(client: LambdaClient): MappingWrites {
  return {
    async readMapping(uuid) {
      const command = new GetEventSourceMappingCommand({ UUID: uuid })
      const answer = await callOptional('GetEventSourceMapping', () => client.send(command))
      return answer && plainObject(answer)
    },
    async createMapping(input) {
      const timestamp = textOf(input, 'StartingPositionTimestamp')
      const command = new CreateEventSourceMappingCommand({
        ...asInput(CreateEventSourceMappingCommand, input),
        ...(timestamp === undefined ? {} : { StartingPositionTimestamp: new Date(timestamp) }),
      })
      return plainObject(await call('CreateEventSourceMapping', () => client.send(command)))
    },
    async updateMapping(input) {
      const command = new UpdateEventSourceMappingCommand(asInput(UpdateEventSourceMappingCommand, input))
      return plainObject(await call('UpdateEventSourceMapping', () => client.send(command)))
    },
    async deleteMapping(uuid) {
      const command = new DeleteEventSourceMappingCommand({ UUID: uuid })
      await callOptional('DeleteEventSourceMapping', () => client.send(command))
    },
  }
}
