import { randomUUID } from 'node:crypto'
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  PutSubscriptionFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import {
  AddPermissionCommand,
  CreateEventSourceMappingCommand,
  LambdaClient,
  PutFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda'
import { CreatePipeCommand, PipesClient } from '@aws-sdk/client-pipes'
import { CreateBucketCommand, PutBucketNotificationConfigurationCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler'
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'

/** A function that gets triggers, and where everything is. */
interface Woken {
  readonly region: string
  readonly account: string
  /** Also that of whatever wakes it. */
  readonly name: string
}

/** Gives a function the triggers that most functions have, and destinations: what each kind reads is then read. */
export async function wake(woken: Woken): Promise<void> {
  const queue = await createQueue(woken)
  const byPolicy = [byBucket(woken), byTopic(woken, woken.name), byRule(woken), byLog(woken)]
  await Promise.all([...byPolicy, byRole(woken, queue)])
  await withDestinations(woken, queue)
}

const arn = ({ region, account }: Woken, service: string, resource: string) =>
  `arn:aws:${service}:${region}:${account}:${resource}`
const functionArn = (woken: Woken) => arn(woken, 'lambda', `function:${woken.name}`)

async function allow({ region, name }: Woken, service: string, SourceArn?: string): Promise<void> {
  const statement = { Principal: `${service}.amazonaws.com`, Action: 'lambda:InvokeFunction', SourceArn }
  const StatementId = `${service}-${randomUUID()}`
  const command = new AddPermissionCommand({ FunctionName: name, StatementId, ...statement })
  await new LambdaClient({ region }).send(command)
}

/** One statement names the bucket, another none: then all buckets are asked. */
async function byBucket(woken: Woken): Promise<void> {
  const { name: Bucket, region } = woken
  const s3 = new S3Client({ region })
  await s3.send(new CreateBucketCommand({ Bucket }))
  await allow(woken, 's3', `arn:aws:s3:::${Bucket}`)
  await allow(woken, 's3')
  const notified = { LambdaFunctionArn: functionArn(woken), Events: ['s3:ObjectCreated:*' as const] }
  const NotificationConfiguration = { LambdaFunctionConfigurations: [notified] }
  await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }))
}

/** Gives it one more source, which no recovery point has seen. */
export async function wakeByAnother(woken: Woken): Promise<void> {
  await byTopic(woken, `${woken.name}-next`)
}

async function byTopic(woken: Woken, Name: string): Promise<void> {
  const sns = new SNSClient({ region: woken.region })
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name }))
  await allow(woken, 'sns', TopicArn)
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'lambda', Endpoint: functionArn(woken) }))
}

async function byRule(woken: Woken): Promise<void> {
  const events = new EventBridgeClient({ region: woken.region })
  const Name = woken.name
  await events.send(new PutRuleCommand({ Name, EventPattern: '{"source":["nobody"]}' }))
  await allow(woken, 'events', arn(woken, 'events', `rule/${Name}`))
  await allow(woken, 'events')
  const Targets = [{ Id: Name, Arn: functionArn(woken) }]
  await events.send(new PutTargetsCommand({ Rule: Name, Targets }))
}

async function byLog(woken: Woken): Promise<void> {
  const logs = new CloudWatchLogsClient({ region: woken.region })
  const logGroupName = `/flow/${woken.name}`
  await logs.send(new CreateLogGroupCommand({ logGroupName }))
  await allow(woken, 'logs', arn(woken, 'logs', `log-group:${logGroupName}:*`))
  const filter = { filterName: woken.name, filterPattern: '', destinationArn: functionArn(woken) }
  await logs.send(new PutSubscriptionFilterCommand({ logGroupName, ...filter }))
}

/** What leaves no statement at the function: a schedule, a pipe, a mapping. */
async function byRole(woken: Woken, queue: string): Promise<void> {
  const { region, account, name: Name } = woken
  const RoleArn = `arn:aws:iam::${account}:role/invoker`
  const Target = { Arn: functionArn(woken), RoleArn }
  const FlexibleTimeWindow = { Mode: 'OFF' as const }
  const schedule = { Name, ScheduleExpression: 'rate(30 days)', FlexibleTimeWindow, Target }
  await new SchedulerClient({ region }).send(new CreateScheduleCommand(schedule))
  const pipe = { Name, RoleArn, Source: queue, Target: Target.Arn, DesiredState: 'STOPPED' as const }
  await new PipesClient({ region }).send(new CreatePipeCommand(pipe))
  const mapping = { FunctionName: Name, EventSourceArn: queue, Enabled: false }
  await new LambdaClient({ region }).send(new CreateEventSourceMappingCommand(mapping))
}

async function createQueue(woken: Woken): Promise<string> {
  await new SQSClient({ region: woken.region }).send(new CreateQueueCommand({ QueueName: woken.name }))
  return arn(woken, 'sqs', woken.name)
}

async function withDestinations(woken: Woken, queue: string): Promise<void> {
  const OnSuccess = { Destination: arn(woken, 'events', 'event-bus/default') }
  const DestinationConfig = { OnSuccess, OnFailure: { Destination: queue } }
  const command = new PutFunctionEventInvokeConfigCommand({ FunctionName: woken.name, DestinationConfig })
  await new LambdaClient({ region: woken.region }).send(command)
}
