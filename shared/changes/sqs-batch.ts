import * as z from 'zod'
import type { ChangeMessage } from './on-change.ts'

/** A batch as Lambda's poller hands it over. */
export const SqsBatch = z.object({
  Records: z.array(
    z.object({
      messageId: z.string(),
      receiptHandle: z.string(),
      body: z.string(),
      attributes: z.object({ ApproximateReceiveCount: z.coerce.number() }),
    }),
  ),
})

/** SQS's records as messages of the `changes` queue. */
export function messagesOf({ Records }: z.infer<typeof SqsBatch>): ChangeMessage[] {
  return Records.map(({ attributes, ...record }) => ({
    ...record,
    receiveCount: attributes.ApproximateReceiveCount,
  }))
}

/** SQS's partial batch response: only these messages are delivered again. */
export function batchResponse(failed: readonly string[]): {
  batchItemFailures: { itemIdentifier: string }[]
} {
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) }
}
