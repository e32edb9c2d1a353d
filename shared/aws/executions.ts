import type { SFNClient } from '@aws-sdk/client-sfn'
import type { ExecutionsApi } from '../dead-letters/dead-letter-ports.ts'
import { ServiceFaultError } from '../errors.ts'
import { call } from './calls.ts'
import { createClient } from './clients.ts'

/** The executions of one region. The client is loaded when it is needed: as good as no command needs it. */
export function openExecutions(region: string): ExecutionsApi {
  return executionsApi(async () => {
    const { SFNClient } = await import('@aws-sdk/client-sfn')
    return createClient(SFNClient, { region })
  })
}

/** Executions, through the SDK. */
export function executionsApi(client: () => Promise<SFNClient>): ExecutionsApi {
  return {
    async readStatus(executionArn) {
      const { DescribeExecutionCommand } = await import('@aws-sdk/client-sfn')
      const sfn = await client()
      const { status } = await call('DescribeExecution', () =>
        sfn.send(new DescribeExecutionCommand({ executionArn, includedData: 'METADATA_ONLY' })),
      )
      if (status === undefined) throw new ServiceFaultError('DescribeExecution: no status')
      return status
    },
    async redrive(executionArn) {
      const { RedriveExecutionCommand } = await import('@aws-sdk/client-sfn')
      const sfn = await client()
      await call('RedriveExecution', () => sfn.send(new RedriveExecutionCommand({ executionArn })))
    },
    async start({ machine: stateMachineArn, input, name }) {
      const { StartExecutionCommand } = await import('@aws-sdk/client-sfn')
      const sfn = await client()
      const command = new StartExecutionCommand({ stateMachineArn, input, name })
      await call('StartExecution', () => sfn.send(command))
    },
  }
}
