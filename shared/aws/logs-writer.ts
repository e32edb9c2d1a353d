import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import {
  CreateLogGroupCommand,
  DeleteRetentionPolicyCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { HoldfastError } from '../errors.ts'
import type { LogGroupWriter } from '../restore/restore-ports.ts'
import { call, callOptional } from './calls.ts'
import { asInput } from './sdk-input.ts'

/** Log groups, written through the SDK. */
export function logGroupWriter(client: CloudWatchLogsClient): LogGroupWriter {
  return {
    async createLogGroup(input) {
      try {
        const command = new CreateLogGroupCommand(asInput(CreateLogGroupCommand, input))
        await call('CreateLogGroup', () => client.send(command))
      } catch (error) {
        if (
          !(error instanceof HoldfastError && error.evidence['awsError'] === 'ResourceAlreadyExistsException')
        )
          throw error
      }
    },
    async setRetention(name, days) {
      if (days === undefined) {
        const command = new DeleteRetentionPolicyCommand({ logGroupName: name })
        await callOptional('DeleteRetentionPolicy', () => client.send(command))
        return
      }
      const command = new PutRetentionPolicyCommand({ logGroupName: name, retentionInDays: days })
      await call('PutRetentionPolicy', () => client.send(command))
    },
  }
}
