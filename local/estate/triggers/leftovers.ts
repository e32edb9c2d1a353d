import { CreateEventSourceMappingCommand } from '@aws-sdk/client-lambda'
import { CreateQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import type { Clients } from '../../clients.ts'
import { ACCOUNT, REGIONS } from '../../emulator/environment.ts'
import { allow, given } from './invoking.ts'

const FUNCTION = 'fraud-score'

/** A service whose permissions nobody takes for a trigger. */
export const UNKNOWN_PRINCIPAL = 'bedrock.amazonaws.com'

/** Somebody tried to let an agent ask for the fraud score. */
export async function allowUnknown(clients: Pick<Clients, 'lambda'>): Promise<void> {
  const source = `arn:aws:bedrock:${REGIONS.edge}:${ACCOUNT}:agent/SHOPAGENT1`
  await allow(clients, { name: FUNCTION, region: REGIONS.edge }, { service: 'bedrock', source })
}

/** A queue that the function does not take from any more, for now. */
export async function mapDisabled({ lambda, sqs }: Pick<Clients, 'lambda' | 'sqs'>): Promise<void> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'shop-suspicions' }))
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  )
  const EventSourceArn = given(Attributes?.['QueueArn'], 'the queue')
  await lambda.send(
    new CreateEventSourceMappingCommand({ FunctionName: FUNCTION, EventSourceArn, Enabled: false }),
  )
}
