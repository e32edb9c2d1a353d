import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import type { Alert } from '../model/alert.ts'
import { topicMessage } from './topic-message.ts'
import { createClient } from './clients.ts'
import { translateError } from './translate-error.ts'

/** Publishes to one topic. The returned function throws HoldfastError when SNS did not take the alert. */
export function snsAlerts(topicArn: string): (alert: Alert) => Promise<void> {
  const client = createClient(SNSClient)
  return async (alert) => {
    try {
      await client.send(new PublishCommand({ TopicArn: topicArn, ...topicMessage(alert) }))
    } catch (error) {
      throw translateError(error, 'Publish')
    }
  }
}
