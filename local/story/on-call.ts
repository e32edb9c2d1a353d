import { SubscribeCommand } from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs'
import * as z from 'zod'
import type { Clients } from '../clients.ts'
import { until } from './until.ts'

type Messengers = Pick<Clients, 'sns' | 'sqs'>

/** An alert as somebody on call gets it. */
export interface Alert {
  readonly kind: string
  readonly subject: string
  readonly lines: readonly string[]
  readonly attributes: Readonly<Record<string, string>>
}

/** What an alert says of itself. (docs/alerts.md) */
const Told = z.object({ kind: z.string(), text: z.string() })

/** Alarms of CloudWatch come by the same topic, and are no alerts. */
function toldBy(text: string): z.infer<typeof Told> {
  return Told.safeParse(JSON.parse(text)).data ?? { kind: 'alarm', text }
}

/** A notification of SNS as it stands in a queue. (SNS developer guide, "Fanout to Amazon SQS queues") */
const Notification = z.object({
  Subject: z.string(),
  /** The alert as JSON: queues get it whole. */
  Message: z.string().transform(toldBy),
  /** Alarms have none. */
  MessageAttributes: z.record(z.string(), z.object({ Value: z.string() })).default({}),
})

/** Subscribes a queue to the alerts, as a team's chat would be. @returns its URL */
export async function subscribeOnCall(
  { sns, sqs }: Messengers,
  topicArn: string,
  name = 'on-call',
): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }))
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  )
  await sns.send(
    new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: Attributes?.['QueueArn'] }),
  )
  return QueueUrl
}

/** Waits to hear how one run ended; alerts of other things that come before it are dropped. */
export async function alertOf(
  { sqs }: Pick<Messengers, 'sqs'>,
  queue: string,
  runId: string,
): Promise<Alert> {
  return until(`an alert of run ${runId}`, async () => {
    const alert = await nextAlert({ sqs }, queue)
    const isOfRun = alert?.kind === 'run-ended' || alert?.kind === 'run-failed'
    return isOfRun && alert.attributes['runId'] === runId ? alert : undefined
  })
}

/** Takes one alert from the queue; `undefined` when it is empty. */
export async function nextAlert(
  { sqs }: Pick<Messengers, 'sqs'>,
  QueueUrl: string,
): Promise<Alert | undefined> {
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1 }))
  const message = Messages?.[0]
  if (message === undefined) return undefined
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }))
  const { Subject, Message, MessageAttributes } = Notification.parse(JSON.parse(message.Body ?? ''))
  const attributes = Object.entries(MessageAttributes).map(([name, { Value }]) => [name, Value] as const)
  const lines = Message.text.split('\n')
  return { kind: Message.kind, subject: Subject, lines, attributes: Object.fromEntries(attributes) }
}
