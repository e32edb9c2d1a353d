import type { Message } from '@aws-sdk/client-sqs'
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs'
import * as z from 'zod'
import type { DeadLetter, DeadLetterApi } from '../dead-letters/dead-letter-ports.ts'
import { ServiceFaultError } from '../errors.ts'
import { call } from './calls.ts'
import { createClient } from './clients.ts'

/** Messages of one call (SQS API reference). */
const BATCH = 10

/** Seconds that what is read stays hidden, should nobody release it; and that a reception waits for messages. */
const HIDDEN = 60
const WAIT = 1

const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const

const Redrive = z.object({ deadLetterTargetArn: z.string() })

/** The dead-letter queues of one region. */
export function openDeadLetterQueues(region: string): DeadLetterApi {
  return deadLetterApi(createClient(SQSClient, { region }))
}

/** Dead-letter queues, through the SDK. */
export function deadLetterApi(sqs: SQSClient): DeadLetterApi {
  return { ...readCalls(sqs), ...letterCalls(sqs), ...moveCalls(sqs) }
}

function readCalls(sqs: SQSClient): Pick<DeadLetterApi, 'readQueue' | 'receive'> {
  return {
    async readQueue(url) {
      const command = new GetQueueAttributesCommand({
        QueueUrl: url,
        AttributeNames: ['QueueArn', 'RedrivePolicy', ...COUNTS],
      })
      const { Attributes = {} } = await call('GetQueueAttributes', () => sqs.send(command))
      const { QueueArn: arn = '', RedrivePolicy } = Attributes
      const waiting = COUNTS.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0)
      if (RedrivePolicy === undefined) return { url, arn, waiting }
      return {
        url,
        arn,
        waiting,
        deadLetterArn: Redrive.parse(JSON.parse(RedrivePolicy)).deadLetterTargetArn,
      }
    },
    async receive(url) {
      const command = new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: BATCH,
        VisibilityTimeout: HIDDEN,
        WaitTimeSeconds: WAIT,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['SentTimestamp', 'DeadLetterQueueSourceArn'],
      })
      const { Messages = [] } = await call('ReceiveMessage', () => sqs.send(command))
      return Messages.map(toLetter)
    },
  }
}

function toLetter({ MessageId = '', ReceiptHandle = '', Body = '', ...rest }: Message): DeadLetter {
  const { SentTimestamp, DeadLetterQueueSourceArn: sourceArn } = rest.Attributes ?? {}
  const attributes = Object.entries(rest.MessageAttributes ?? {}).map(
    ([name, { StringValue = '' }]) => [name, StringValue] as const,
  )
  return {
    id: MessageId,
    receipt: ReceiptHandle,
    body: Body,
    attributes: Object.fromEntries(attributes),
    sentAt: new Date(Number(SentTimestamp ?? 0)),
    ...(sourceArn !== undefined && { sourceArn }),
  }
}

function letterCalls(sqs: SQSClient): Pick<DeadLetterApi, 'release' | 'remove'> {
  return {
    async release(QueueUrl, receipts) {
      for (const Entries of batchesOf(receipts)) {
        const visible = Entries.map((entry) => ({ ...entry, VisibilityTimeout: 0 }))
        const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries: visible })
        // One that is shown again by itself already, or gone, needs nothing more.
        await call('ChangeMessageVisibilityBatch', () => sqs.send(command))
      }
    },
    async remove(QueueUrl, receipts) {
      for (const Entries of batchesOf(receipts)) {
        const command = new DeleteMessageBatchCommand({ QueueUrl, Entries })
        const { Failed: [failed] = [] } = await call('DeleteMessageBatch', () => sqs.send(command))
        if (failed) throw new ServiceFaultError(`DeleteMessageBatch: ${failed.Code}: ${failed.Message}`)
      }
    },
  }
}

function batchesOf(receipts: readonly string[]) {
  const entries = receipts.map((ReceiptHandle, n) => ({ Id: String(n % BATCH), ReceiptHandle }))
  return Array.from({ length: Math.ceil(entries.length / BATCH) }, (_, n) =>
    entries.slice(n * BATCH, (n + 1) * BATCH),
  )
}

function moveCalls(sqs: SQSClient): Pick<DeadLetterApi, 'startMove' | 'lastMove'> {
  return {
    async startMove(SourceArn, DestinationArn) {
      // Without a destination SQS gives back only what it buried itself, not what on-change did.
      const command = new StartMessageMoveTaskCommand({ SourceArn, DestinationArn })
      await call('StartMessageMoveTask', () => sqs.send(command))
    },
    async lastMove(SourceArn) {
      const command = new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 1 })
      const { Results: [task] = [] } = await call('ListMessageMoveTasks', () => sqs.send(command))
      if (task === undefined) return undefined
      const { Status = 'RUNNING', ApproximateNumberOfMessagesMoved: moved = 0, FailureReason: failure } = task
      return { status: Status, moved, ...(failure !== undefined && { failure }) }
    },
  }
}
