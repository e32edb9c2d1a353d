import { SqsBatch, batchResponse, messagesOf } from '../shared/changes/sqs-batch.ts'
import { deliverAlerts } from '../shared/delivery/deliver-alerts.ts'
import { webhookWorld } from '../shared/runtime/delivery-world.ts'
import { door } from '../shared/runtime/door.ts'

/** Tells a webhook. Woken by its own queue behind the topic of alerts; answers which messages come again. */
export const handler = door(webhookWorld, SqsBatch, async (world, batch, { deadline }) =>
  batchResponse(await deliverAlerts(world, messagesOf(batch), deadline)),
)
