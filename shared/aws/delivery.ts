import { GetEventSourceMappingCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { SchedulerClient, paginateListSchedules } from '@aws-sdk/client-scheduler'
import type { Subscription as SdkSubscription } from '@aws-sdk/client-sns'
import { SNSClient, paginateListSubscriptionsByTopic } from '@aws-sdk/client-sns'
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { DeliveryApi, Subscription } from '../doctor/doctor-ports.ts'
import { call, callOptional, callPages } from './calls.ts'
import { createClient } from './clients.ts'

/** What a deployment runs on in its region. */
export function openDelivery(region: string): DeliveryApi {
  return {
    ...queueCalls(createClient(LambdaClient, { region }), createClient(SQSClient, { region })),
    ...subscriptionCalls(createClient(SNSClient, { region })),
    ...scheduleCalls(createClient(SchedulerClient, { region })),
  }
}

const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const

function queueCalls(
  lambda: LambdaClient,
  sqs: SQSClient,
): Pick<DeliveryApi, 'readMappingState' | 'countMessages'> {
  return {
    async readMappingState(id) {
      const command = new GetEventSourceMappingCommand({ UUID: id })
      const answer = await callOptional('GetEventSourceMapping', () => lambda.send(command))
      return answer?.State
    },
    async countMessages(queueUrl) {
      const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...COUNTS] })
      const { Attributes } = await call('GetQueueAttributes', () => sqs.send(command))
      return COUNTS.reduce((sum, name) => sum + Number(Attributes?.[name] ?? 0), 0)
    },
  }
}

function subscriptionCalls(sns: SNSClient): Pick<DeliveryApi, 'listSubscriptions'> {
  return {
    async listSubscriptions(topicArn) {
      const pages = paginateListSubscriptionsByTopic({ client: sns }, { TopicArn: topicArn })
      const all = await callPages('ListSubscriptionsByTopic', pages, (page) => page.Subscriptions)
      return all.map(toSubscription)
    },
  }
}

/** Until it is confirmed a subscription has the word `PendingConfirmation` for its ARN (SNS API reference). */
function toSubscription({ Protocol = '', Endpoint, SubscriptionArn }: SdkSubscription): Subscription {
  // The address of a webhook is a secret: whoever knows it may post.
  const secret = Protocol === 'http' || Protocol === 'https'
  return {
    protocol: Protocol,
    endpoint: secret ? undefined : Endpoint,
    confirmed: SubscriptionArn?.startsWith('arn:') === true,
  }
}

function scheduleCalls(scheduler: SchedulerClient): Pick<DeliveryApi, 'isScheduleEnabled'> {
  return {
    async isScheduleEnabled(name) {
      // Listed, for reading one would need the name of its group as well.
      const pages = paginateListSchedules({ client: scheduler }, { NamePrefix: name })
      const all = await callPages('ListSchedules', pages, (page) => page.Schedules)
      const found = all.find(({ Name }) => Name === name)
      return found && found.State === 'ENABLED'
    },
  }
}
