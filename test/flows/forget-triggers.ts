import { DeleteSubscriptionFilterCommand } from '@aws-sdk/client-cloudwatch-logs'
import { RemoveTargetsCommand } from '@aws-sdk/client-eventbridge'
import { DeleteEventSourceMappingCommand } from '@aws-sdk/client-lambda'
import { PutBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3'
import { DeleteScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler'
import { ListSubscriptionsByTopicCommand, UnsubscribeCommand } from '@aws-sdk/client-sns'
import type { Clients } from '../../local/clients.ts'
import { BUCKETS } from '../../local/estate/triggers/buckets.ts'
import { ACCESS_LOG } from '../../local/estate/triggers/messages.ts'
import type { FunctionPoint } from '../../shared/model/manifest.ts'
import { textOf } from '../../shared/model/members.ts'

/** Takes away, at its source, what woke a function of the estate. */
type Forget = (clients: Clients, point: FunctionPoint) => Promise<unknown>

const mappings: Forget = async ({ lambda }, { content }) => {
  for (const one of content.eventSourceMappings ?? [])
    await lambda.send(new DeleteEventSourceMappingCommand({ UUID: textOf(one, 'UUID') }))
}

const notification: Forget = ({ s3 }) =>
  s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: BUCKETS.uploads,
      NotificationConfiguration: { EventBridgeConfiguration: {} },
    }),
  )

const subscription: Forget = async ({ sns }, { content }) => {
  const TopicArn = content.triggers?.find(({ kind }) => kind === 'sns-subscription')?.source
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))
  for (const { SubscriptionArn } of Subscriptions) await sns.send(new UnsubscribeCommand({ SubscriptionArn }))
}

const target: Forget = ({ events }) =>
  events.send(new RemoveTargetsCommand({ Rule: 'payments-settled', Ids: ['payment-webhook'] }))

const filter: Forget = ({ logs }) =>
  logs.send(new DeleteSubscriptionFilterCommand({ logGroupName: ACCESS_LOG, filterName: 'refused' }))

const schedule: Forget = (clients) =>
  clients.of(SchedulerClient).send(new DeleteScheduleCommand({ Name: 'nightly-report', GroupName: 'shop' }))

/** By function, each another kind. */
export const FORGETTING: Readonly<Record<string, Forget>> = {
  'orders-worker': mappings,
  'image-resizer': notification,
  'user-signup': subscription,
  'payment-webhook': target,
  'audit-trail': filter,
  'nightly-report': schedule,
}
