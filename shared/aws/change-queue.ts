import {
  ChangeMessageVisibilityCommand,
  SQSClient,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs'
import { ServiceFaultError } from '../errors.ts'
import { createClient } from './clients.ts'
import type { ChangeQueue } from '../ports/change-queue.ts'
import { translateError } from './translate-error.ts'

/** Attribute values of SQS hold at most 256 KiB with the body; a reason is a sentence. */
const REASON_CHARACTERS = 1000

/** Messages that one call sends (SQS API reference, SendMessageBatch). */
const BATCH = 10

/**
 * The `changes` queue and its dead-letter queue on SQS.
 *
 * @param queues their URLs
 */
export function sqsChangeQueue(
  queues: { readonly changes: string; readonly deadLetters: string },
  client = createClient(SQSClient),
): ChangeQueue {
  return {
    async retryIn(receiptHandle, seconds) {
      const command = { QueueUrl: queues.changes, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds }
      await translated('ChangeMessageVisibility', client.send(new ChangeMessageVisibilityCommand(command)))
    },
    async sendLater(bodies, DelaySeconds) {
      for (let from = 0; from < bodies.length; from += BATCH) {
        const some = bodies.slice(from, from + BATCH)
        const Entries = some.map((MessageBody, n) => ({ Id: String(n), MessageBody, DelaySeconds }))
        const command = new SendMessageBatchCommand({ QueueUrl: queues.changes, Entries })
        const { Failed: [failed] = [] } = await translated('SendMessageBatch', client.send(command))
        if (failed) throw new ServiceFaultError(`SendMessageBatch: ${failed.Code}: ${failed.Message}`)
      }
    },
    async deadLetter(body, { error, message }) {
      const command = {
        QueueUrl: queues.deadLetters,
        MessageBody: body,
        MessageAttributes: { error: text(error), reason: text(message.slice(0, REASON_CHARACTERS)) },
      }
      await translated('SendMessage', client.send(new SendMessageCommand(command)))
    },
  }
}

const text = (value: string) => ({ DataType: 'String', StringValue: value })

async function translated<T>(operation: string, call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    throw translateError(error, operation)
  }
}
