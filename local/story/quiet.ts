import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { MARGIN, WINDOW } from '../../shared/alerts/burst-window.ts'
import { AlertWindow } from '../../shared/model/alert-record.ts'
import { WINDOWS_PREFIX } from '../../shared/vault/alert-layout.ts'
import { readDocument } from '../../shared/vault/stored-documents.ts'
import type { Stage } from './stage.ts'
import { until } from './until.ts'

const WAITING = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const

type Watched = Pick<Stage, 'gateway' | 'changesQueue' | 'store'> & {
  readonly clients: Pick<Stage['clients'], 'sqs'>
}

/** Milliseconds until all that is created at once has been captured: functions are read as fast as Lambda's quota lets. */
export const ESTATE_PATIENCE = 120_000

/**
 * Waits until no change is on its way any more: no event that is still to be delivered, no message in the queue but those
 * that will tell of a burst in some minutes.
 *
 * @param patience milliseconds that it may take
 */
export async function untilQuiet(stage: Watched, patience?: number): Promise<void> {
  const look = async () => ((await onTheirWay(stage)) === 0 ? true : undefined)
  await until('quiet in the queue', look, patience)
}

async function onTheirWay({ gateway, clients, changesQueue, store }: Watched): Promise<number> {
  const { counts } = await gateway.trail()
  if (counts.pending > 0) return counts.pending
  const { Attributes } = await clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: changesQueue, AttributeNames: [...WAITING] }),
  )
  const all = WAITING.reduce((sum, name) => sum + Number(Attributes?.[name] ?? 0), 0)
  return all === 0 ? 0 : Math.max(0, all - (await digestsToCome(store)))
}

/** Digests of bursts that wait in the queue until their window is over, each as one delayed message. */
async function digestsToCome(store: Stage['store']): Promise<number> {
  let digests = 0
  for await (const { key } of store.list(WINDOWS_PREFIX)) {
    const { opened, held } = await readDocument(store, AlertWindow, key)
    if (held > 0 && Date.parse(opened) + WINDOW + MARGIN > Date.now()) digests += 1
  }
  return digests
}
