import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import type { Stage } from './stage.ts'
import { until } from './until.ts'

const WAITING = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const

type Watched = Pick<Stage, 'gateway' | 'changesQueue'> & { readonly clients: Pick<Stage['clients'], 'sqs'> }

/** Milliseconds until all that is created at once has been captured: functions are read as fast as Lambda's quota lets. */
export const ESTATE_PATIENCE = 120_000

/**
 * Waits until no change is on its way any more: no event that is still to be delivered, no message in the queue.
 *
 * @param patience milliseconds that it may take
 */
export async function untilQuiet(stage: Watched, patience?: number): Promise<void> {
  const look = async () => ((await onTheirWay(stage)) === 0 ? true : undefined)
  await until('quiet in the queue', look, patience)
}

async function onTheirWay({ gateway, clients, changesQueue }: Watched): Promise<number> {
  const { counts } = await gateway.trail()
  if (counts.pending > 0) return counts.pending
  const { Attributes } = await clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: changesQueue, AttributeNames: [...WAITING] }),
  )
  return WAITING.reduce((sum, name) => sum + Number(Attributes?.[name] ?? 0), 0)
}
