import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { DeleteLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs'
import type { ScratchPlace } from '../restore-test/test-ports.ts'
import { callOptional } from './calls.ts'

/** Deletes log groups of one region, through the SDK. */
export function logGroupRemover(client: CloudWatchLogsClient): ScratchPlace['deleteLogGroup'] {
  return async (logGroupName) => {
    await callOptional('DeleteLogGroup', () => client.send(new DeleteLogGroupCommand({ logGroupName })))
  }
}
