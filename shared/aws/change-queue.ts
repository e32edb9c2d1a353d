import { ChangeMessageVisibilityCommand, SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs'
import { createClient } from './clients.ts'
import type { ChangeQueue } from '../ports.ts'
import { translateError } from './translate-error.ts'

/** Attribute values of SQS hold at most 256 KiB with the body; a reason is a sentence. */
const REASON_CHARACTERS = 1000

/**
 * The `changes` queue and its dead-letter queue on SQS.
 *
 * @param queues their URLs
 */
export function sqsChangeQueue(queues: {
  readonly changes: string
  readonly deadLetters: string
}): ChangeQueue {
  const client = createClient(SQSClient)
  return {
    async retryIn(receiptHandle, seconds) {
      const command = { QueueUrl: queues.changes, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds }
      await translated('ChangeMessageVisibility', client.send(new ChangeMessageVisibilityCommand(command)))
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
