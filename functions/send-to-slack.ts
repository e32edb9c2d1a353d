import { SqsBatch, batchResponse, messagesOf } from '../shared/changes/sqs-batch.ts'
import { deliverAlerts } from '../shared/delivery/deliver-alerts.ts'
import { slackWorld } from '../shared/runtime/delivery-world.ts'
import { door } from '../shared/runtime/door.ts'

/** Tells a channel of Slack. Woken by its own queue behind the topic of alerts; answers which messages come again. */
export const handler = door(slackWorld, SqsBatch, async (world, batch, { deadline }) =>
  batchResponse(await deliverAlerts(world, messagesOf(batch), deadline)),
)
