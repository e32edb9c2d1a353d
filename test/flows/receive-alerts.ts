import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import type { Clients } from '../../local/clients.ts'

/** Everything that the on-call queue got so far; it is empty afterwards. */
export async function receiveAlerts(
  { sqs }: Pick<Clients, 'sqs'>,
  QueueUrl: string,
): Promise<readonly string[]> {
  const texts: string[] = []
  for (;;) {
    const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 })
    const { Messages = [] } = await sqs.send(command)
    if (Messages.length === 0) return texts
    for (const { Body = '', ReceiptHandle } of Messages) {
      texts.push(textOf(Body))
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
    }
  }
}

/** SNS wraps what it delivers to a queue, unless raw delivery is asked for. */
function textOf(body: string): string {
  try {
    return (JSON.parse(body) as { Message?: string }).Message ?? body
  } catch {
    return body
  }
}
