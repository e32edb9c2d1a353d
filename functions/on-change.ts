import { onChange } from '../shared/changes/on-change.ts'
import { SqsBatch, batchResponse, messagesOf } from '../shared/changes/sqs-batch.ts'
import { changeWorld } from '../shared/runtime/change-world.ts'
import { door } from '../shared/runtime/door.ts'

/** Captures each function that changed, or whose trigger did. Woken by the `changes` queue, in batches; answers which messages failed. */
export const handler = door(changeWorld, SqsBatch, async (world, batch, { deadline }) =>
  batchResponse(await onChange(world, messagesOf(batch), deadline)),
)
