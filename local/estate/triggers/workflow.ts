import { CreateStateMachineCommand } from '@aws-sdk/client-sfn'
import type { Clients } from '../../clients.ts'
import type { Surroundings } from '../surroundings.ts'
import { arnOf, given } from './invoking.ts'

/**
 * The workflow that scores prices. It is there before its function: the event of its creation hides what it calls, so
 * that nobody could tell by it whom it concerns.
 *
 * @returns its ARN
 */
export async function createWorkflow(
  { stateMachines }: Pick<Clients, 'stateMachines'>,
  around: Surroundings,
): Promise<string> {
  const definition = JSON.stringify({
    StartAt: 'Score',
    States: {
      Score: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Parameters: { FunctionName: arnOf({ name: 'price-model' }), 'Payload.$': '$' },
        End: true,
      },
    },
  })
  const { stateMachineArn } = await stateMachines.send(
    new CreateStateMachineCommand({ name: 'shop-pricing', definition, roleArn: around.InvokerRole }),
  )
  return given(stateMachineArn, 'the state machine')
}
