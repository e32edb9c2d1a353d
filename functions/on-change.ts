import { onChange } from '../shared/changes/on-change.ts'
import { SqsBatch, batchResponse, messagesOf } from '../shared/changes/sqs-batch.ts'
import { door } from '../shared/runtime/door.ts'

/** Captures each function that changed. Woken by the `changes` queue, in batches; answers which messages failed. */
export const handler = door(SqsBatch, async (batch, world) =>
  batchResponse(await onChange(world, messagesOf(batch))),
)
