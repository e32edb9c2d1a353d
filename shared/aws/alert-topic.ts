import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { createClient } from './clients.ts'
import { translateError } from './translate-error.ts'

/** One alert for people: SNS sends the text by e-mail, and filters by the attributes. */
export interface Alert {
  readonly subject: string
  readonly text: string
  readonly attributes: Readonly<Record<string, string | number>>
}

/** Publishes to one topic. The returned function throws HoldfastError when SNS did not take the alert. */
export function snsAlerts(topicArn: string): (alert: Alert) => Promise<void> {
  const client = createClient(SNSClient)
  return async ({ subject, text, attributes }) => {
    const command = new PublishCommand({
      TopicArn: topicArn,
      Subject: subject,
      Message: text,
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [name, attributeOf(value)]),
      ),
    })
    try {
      await client.send(command)
    } catch (error) {
      throw translateError(error, 'Publish')
    }
  }
}

function attributeOf(value: string | number) {
  return { DataType: typeof value === 'number' ? 'Number' : 'String', StringValue: String(value) }
}
