import { randomUUID } from 'node:crypto'
import type { Message } from '@aws-sdk/client-sqs'
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import type { Scene, Stage } from './stage.ts'
import { until } from './until.ts'

/** A message that nobody can read must not vanish, and must not block the others. */
export const deadLetter: Scene = {
  name: 'dead-letter',
  title: 'A message that cannot be read ends in the dead-letter queue',
  async play(stage) {
    const body = JSON.stringify({ note: 'not an event of CloudTrail', id: randomUUID() })
    const send = new SendMessageCommand({ QueueUrl: stage.changesQueue, MessageBody: body })
    await stage.clients.sqs.send(send)
    const message = await until('the message in the dead-letter queue', () => deadLetterWith(stage, body))
    const reasons = Object.entries(message.MessageAttributes ?? {})
    stage.say(
      ['it waits there', ...reasons.map(([name, { StringValue }]) => `${name}: ${StringValue}`)].join('; '),
    )
  },
}

/** Looks without taking: the message stays visible for whoever redrives it. */
async function deadLetterWith(
  stage: Pick<Stage, 'clients' | 'deadLetters'>,
  body: string,
): Promise<Message | undefined> {
  const { Messages } = await stage.clients.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: stage.deadLetters,
      VisibilityTimeout: 0,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['All'],
    }),
  )
  return Messages?.find((message) => message.Body === body)
}
