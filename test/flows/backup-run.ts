import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { until } from '../../local/story/until.ts'

/** What a run is started with, as the schedules do. */
export interface RunInput {
  readonly mode: 'quick' | 'deep'
  /** Only these zones; the emulator runs zones one after another. */
  readonly zones: readonly string[]
}

/** Starts the deployed backup state machine and waits for its end. @returns ARN and status of the execution */
export async function runBackup(
  stateMachineArn: string,
  input: RunInput,
): Promise<{ readonly executionArn: string; readonly status: string }> {
  const client = new SFNClient()
  const { executionArn = '' } = await client.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
  )
  const status = await until(`the end of the ${input.mode} run`, async () => {
    const execution = await client.send(new DescribeExecutionCommand({ executionArn }))
    return execution.status === 'RUNNING' ? undefined : execution.status
  })
  return { executionArn, status }
}
