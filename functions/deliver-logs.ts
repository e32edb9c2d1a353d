import { deliverLogs } from '../shared/log-delivery/deliver-logs.ts'
import { LogsEvent, readBatch } from '../shared/log-delivery/log-batch.ts'
import { door } from '../shared/runtime/door.ts'
import { logDeliveryWorld } from '../shared/runtime/log-delivery-world.ts'

/** Delivers lines of Holdfast's own logs to OpenSearch. Woken by the subscription filter of each log group. */
export const handler = door(logDeliveryWorld, LogsEvent, async (world, event, { deadline }) =>
  deliverLogs(world, readBatch(event), deadline),
)
