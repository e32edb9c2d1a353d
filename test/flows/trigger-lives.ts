import {
  CreateLogGroupCommand,
  DeleteSubscriptionFilterCommand,
  PutSubscriptionFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import {
  DeleteRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import {
  CreateBucketCommand,
  type Event,
  PutBucketNotificationConfigurationCommand,
} from '@aws-sdk/client-s3'
import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler'
import {
  CreateTopicCommand,
  SetSubscriptionAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns'
import type { Clients } from '../../local/clients.ts'
import { ACCOUNT, HUB_REGION } from '../../local/emulator/environment.ts'
import { allow, arnOf } from '../../local/estate/triggers/invoking.ts'

/** One trigger of a function, from beginning to end; each step is what a customer does to the source. */
export interface TriggerLife {
  add(): Promise<unknown>
  change(): Promise<unknown>
  /** Nothing that it sends names the function. */
  remove(): Promise<unknown>
}

/** A life for each of several kinds. `name` is the function's; what is created is called the same. */
export const LIVES: Readonly<Record<string, (clients: Clients, name: string) => TriggerLife>> = {
  's3-notification': bucketLife,
  'sns-subscription': topicLife,
  'eventbridge-rule': ruleLife,
  'eventbridge-schedule': scheduleLife,
  'log-subscription': logLife,
}

function bucketLife(clients: Clients, name: string): TriggerLife {
  const notify = (...Events: Event[]) => {
    const one = { Id: 'all', LambdaFunctionArn: arnOf({ name }), Events }
    const LambdaFunctionConfigurations = Events.length === 0 ? [] : [one]
    const NotificationConfiguration = { LambdaFunctionConfigurations }
    return clients.s3.send(
      new PutBucketNotificationConfigurationCommand({ Bucket: name, NotificationConfiguration }),
    )
  }
  return {
    async add() {
      const CreateBucketConfiguration = { LocationConstraint: HUB_REGION } as const
      await clients.s3.send(new CreateBucketCommand({ Bucket: name, CreateBucketConfiguration }))
      await allow(clients, { name }, { service: 's3', source: `arn:aws:s3:::${name}` })
      await notify('s3:ObjectCreated:Put')
    },
    change: () => notify('s3:ObjectCreated:Put', 's3:ObjectRemoved:Delete'),
    remove: () => notify(),
  }
}

function topicLife(clients: Clients, name: string): TriggerLife {
  const { sns } = clients
  let SubscriptionArn: string | undefined
  return {
    async add() {
      const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: name }))
      await allow(clients, { name }, { service: 'sns', source: TopicArn })
      const Endpoint = arnOf({ name })
      const subscribe = new SubscribeCommand({ TopicArn, Protocol: 'lambda', Endpoint })
      SubscriptionArn = (await sns.send(subscribe)).SubscriptionArn
    },
    change() {
      const AttributeValue = '{"event":["paid"]}'
      const set = { SubscriptionArn, AttributeName: 'FilterPolicy', AttributeValue }
      return sns.send(new SetSubscriptionAttributesCommand(set))
    },
    remove: () => sns.send(new UnsubscribeCommand({ SubscriptionArn })),
  }
}

function ruleLife(clients: Clients, name: string): TriggerLife {
  const { events } = clients
  const put = (...source: string[]) =>
    events.send(new PutRuleCommand({ Name: name, EventPattern: JSON.stringify({ source }) }))
  return {
    async add() {
      const { RuleArn = '' } = await put('shop.one')
      await allow(clients, { name }, { service: 'events', source: RuleArn })
      const Targets = [{ Id: 'function', Arn: arnOf({ name }) }]
      await events.send(new PutTargetsCommand({ Rule: name, Targets }))
    },
    change: () => put('shop.one', 'shop.two'),
    async remove() {
      await events.send(new RemoveTargetsCommand({ Rule: name, Ids: ['function'] }))
      await events.send(new DeleteRuleCommand({ Name: name }))
    },
  }
}

function scheduleLife(clients: Clients, name: string): TriggerLife {
  const scheduler = clients.of(SchedulerClient)
  const RoleArn = `arn:aws:iam::${ACCOUNT}:role/flow`
  const schedule = (days: number) => ({
    Name: name,
    ScheduleExpression: `rate(${days} days)`,
    FlexibleTimeWindow: { Mode: 'OFF' } as const,
    Target: { Arn: arnOf({ name }), RoleArn },
  })
  return {
    add: () => scheduler.send(new CreateScheduleCommand(schedule(2))),
    change: () => scheduler.send(new UpdateScheduleCommand(schedule(3))),
    remove: () => scheduler.send(new DeleteScheduleCommand({ Name: name })),
  }
}

function logLife(clients: Clients, name: string): TriggerLife {
  const { logs } = clients
  const logGroupName = `/flow/${name}`
  const put = (filterPattern: string) => {
    const filter = { logGroupName, filterName: 'all', filterPattern, destinationArn: arnOf({ name }) }
    return logs.send(new PutSubscriptionFilterCommand(filter))
  }
  return {
    async add() {
      await logs.send(new CreateLogGroupCommand({ logGroupName }))
      const source = `arn:aws:logs:${HUB_REGION}:${ACCOUNT}:log-group:${logGroupName}:*`
      await allow(clients, { name }, { service: 'logs', source })
      await put('ERROR')
    },
    change: () => put('WARN'),
    remove: () => logs.send(new DeleteSubscriptionFilterCommand({ logGroupName, filterName: 'all' })),
  }
}
