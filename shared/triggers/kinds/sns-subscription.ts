import type { SNSClient, Subscription } from '@aws-sdk/client-sns'
import * as z from 'zod'
import { call, callOptional, callPages } from '../../aws/calls.ts'
import { plainObject } from '../../aws/plain-json.ts'
import { parseArn } from '../../model/arn.ts'
import type { JsonObject } from '../../model/json.ts'
import { mapArns } from '../../model/map-arns.ts'
import { textOf } from '../../model/members.ts'
import type { AwsDoor } from '../aws-door.ts'
import { exactSource } from '../grant-source.ts'
import type { Grant, Intend, SourceReading, TriggerKind, TriggerStep } from '../kind.ts'

/**
 * Attributes of a subscription that somebody set (API reference, SetSubscriptionAttributes), each with what it is set
 * to when it shall not be there. The scope is before the policy, which is read by it.
 */
const UNSET = {
  FilterPolicyScope: 'MessageAttributes',
  FilterPolicy: '{}',
  RawMessageDelivery: 'false',
  RedrivePolicy: '{}',
} as const
const SETTINGS = Object.keys(UNSET) as readonly (keyof typeof UNSET)[]

const Settings = z.strictObject({
  FilterPolicy: z.string().optional(),
  FilterPolicyScope: z.string().optional(),
  RawMessageDelivery: z.string().optional(),
  RedrivePolicy: z.string().optional(),
})

/** The file of a kind: what it is, what it may do, how it reads, how it writes. */
export const kind: TriggerKind = {
  name: 'sns-subscription',
  title: 'SNS subscription',
  settings: Settings,
  permissions: [
    {
      use: 'read',
      actions: ['sns:GetTopicAttributes', 'sns:ListSubscriptionsByTopic', 'sns:GetSubscriptionAttributes'],
      resource: 'arn:${AWS::Partition}:sns:*:*:*',
    },
    {
      use: 'write',
      actions: [
        'sns:Subscribe',
        'sns:Unsubscribe',
        'sns:ListSubscriptionsByTopic',
        'sns:GetSubscriptionAttributes',
        'sns:SetSubscriptionAttributes',
      ],
      resource: 'arn:${AWS::Partition}:sns:*:*:*',
    },
  ],
  changes: [
    {
      eventSource: 'sns.amazonaws.com',
      eventNames: ['Subscribe', 'Unsubscribe', 'SetSubscriptionAttributes', 'DeleteTopic'],
      sourcesOf: ({ request }) => topicsIn(request),
    },
  ],
  reader: {
    by: 'policy',
    principals: ['sns.amazonaws.com'],
    find: (_aws, grant) => Promise.resolve(findTopics(grant)),
    read: readTopic,
  },
  writer: {
    // What has no switch becomes live at once: only after the function is verified.
    plan: ({ source, settings }, { invokes, map }) => ({
      steps: [
        {
          action: 'sns-subscription/subscribe',
          phase: 'enable',
          resource: map(source),
          what: `Subscribe ${invokes} to ${map(source)}`,
          why: 'The topic invoked the function when the point was taken.',
          risk: 'low',
          canUndo: true,
          input: { topic: map(source), endpoint: invokes, attributes: mapArns(settings, map) },
        },
      ],
      byHand: [],
    }),
    carryOut: subscribe,
    takeBack: unsubscribe,
  },
}

/** `arn:aws:sns:<region>:<account>:<topic>:<id>` is a subscription, and begins with its topic. */
function topicsIn(request: JsonObject): readonly string[] {
  const arn = textOf(request, 'topicArn') ?? textOf(request, 'subscriptionArn')
  return arn === undefined ? [] : [arn.split(':').slice(0, 6).join(':')]
}

/** A topic that a grant means by a wildcard could be any of the account's: SNS cannot be asked which. */
function findTopics(grant: Grant): readonly string[] | undefined {
  const topic = exactSource(grant)
  return topic === undefined ? undefined : [topic]
}

async function readTopic(aws: AwsDoor, source: string): Promise<SourceReading | undefined> {
  const { SNSClient, GetTopicAttributesCommand } = await import('@aws-sdk/client-sns')
  const { region = '', account = '' } = parseArn(source) ?? {}
  const client = aws.client(SNSClient, region)
  const command = new GetTopicAttributesCommand({ TopicArn: source })
  const topic = await callOptional('GetTopicAttributes', () => client.send(command))
  if (topic === undefined) return undefined
  const key = topic.Attributes?.['KmsMasterKeyId']
  const subscriptions = await listSubscriptions(client, source)
  return {
    source: { arn: source, account, region, ...(key === undefined ? {} : { key }) },
    triggers: await Promise.all(subscriptions.map((one) => readSubscription(client, one))),
  }
}

/** The confirmed subscriptions of functions; others of the topic concern nobody here. */
async function listSubscriptions(client: SNSClient, TopicArn: string): Promise<readonly Subscription[]> {
  const { paginateListSubscriptionsByTopic } = await import('@aws-sdk/client-sns')
  const pages = paginateListSubscriptionsByTopic({ client }, { TopicArn })
  const all = await callPages('ListSubscriptionsByTopic', pages, (page) => page.Subscriptions)
  return all.filter(({ Protocol }) => Protocol === 'lambda')
}

async function readSubscription(client: SNSClient, { SubscriptionArn, Endpoint = '' }: Subscription) {
  const { GetSubscriptionAttributesCommand } = await import('@aws-sdk/client-sns')
  const command = new GetSubscriptionAttributesCommand({ SubscriptionArn })
  const { Attributes } = await call('GetSubscriptionAttributes', () => client.send(command))
  const set = SETTINGS.map((name) => [name, Attributes?.[name]] as const)
  return { invokes: Endpoint, settings: plainObject(Object.fromEntries(set)) }
}

/** Subscribing a function needs no confirmation (API reference, Subscribe). A subscription that is there is set as it was. */
async function subscribe(
  aws: AwsDoor,
  { input, resource }: TriggerStep,
  intend?: Intend,
): Promise<JsonObject> {
  const { SNSClient, SubscribeCommand } = await import('@aws-sdk/client-sns')
  const client = aws.client(SNSClient, parseArn(resource)?.region ?? '')
  const { topic, endpoint, attributes } = Input.parse(input)
  const existing = (await listSubscriptions(client, topic)).find(({ Endpoint }) => Endpoint === endpoint)
  if (existing !== undefined) return settle(client, existing, { attributes, intend })
  const wanted = { TopicArn: topic, Protocol: 'lambda', Endpoint: endpoint, Attributes: attributes }
  const command = new SubscribeCommand({ ...wanted, ReturnSubscriptionArn: true })
  await intend?.({ created: true })
  const { SubscriptionArn = '' } = await call('Subscribe', () => client.send(command))
  return { subscription: SubscriptionArn, created: true }
}

/** Sets what differs; AWS refuses SubscribeCommand for a subscription whose attributes do. */
async function settle(
  client: SNSClient,
  existing: Subscription,
  { attributes, intend }: { readonly attributes: Attributes; readonly intend: Intend | undefined },
): Promise<JsonObject> {
  const { settings } = await readSubscription(client, existing)
  const before = Object.fromEntries(SETTINGS.map((name) => [name, textOf(settings, name) ?? UNSET[name]]))
  const wanted = Object.fromEntries(SETTINGS.map((name) => [name, attributes[name] ?? UNSET[name]]))
  const done = { subscription: existing.SubscriptionArn ?? '', created: false, before }
  if (SETTINGS.some((name) => before[name] !== wanted[name])) await intend?.(done)
  await setAttributes(client, done.subscription, { from: before, to: wanted })
  return done
}

type Attributes = Readonly<Record<string, string>>

async function setAttributes(
  client: SNSClient,
  SubscriptionArn: string,
  { from, to }: { readonly from: Attributes; readonly to: Attributes },
): Promise<void> {
  const { SetSubscriptionAttributesCommand } = await import('@aws-sdk/client-sns')
  for (const AttributeName of SETTINGS.filter((name) => from[name] !== to[name])) {
    const change = { SubscriptionArn, AttributeName, AttributeValue: to[AttributeName] }
    await call('SetSubscriptionAttributes', () => client.send(new SetSubscriptionAttributesCommand(change)))
  }
}

const Input = z.object({
  topic: z.string(),
  endpoint: z.string(),
  attributes: z.record(z.string(), z.string()),
})

/** The subscription of which a crash lost the ARN. */
async function findOwn(client: SNSClient, { topic, endpoint }: z.infer<typeof Input>) {
  const all = await callOptional('ListSubscriptionsByTopic', () => listSubscriptions(client, topic))
  return all?.find(({ Endpoint }) => Endpoint === endpoint)?.SubscriptionArn
}

const Settled = z.object({ subscription: z.string(), before: z.record(z.string(), z.string()) })

async function unsubscribe(aws: AwsDoor, { resource, input }: TriggerStep, done: JsonObject): Promise<void> {
  const { SNSClient, UnsubscribeCommand } = await import('@aws-sdk/client-sns')
  const client = aws.client(SNSClient, parseArn(resource)?.region ?? '')
  const settled = Settled.safeParse(done)
  if (settled.success) {
    const { subscription, before } = settled.data
    const { attributes } = Input.parse(input)
    await setAttributes(client, subscription, { from: { ...UNSET, ...attributes }, to: before })
  }
  if (done['created'] !== true) return
  const SubscriptionArn = textOf(done, 'subscription') ?? (await findOwn(client, Input.parse(input)))
  if (SubscriptionArn === undefined) return
  const command = new UnsubscribeCommand({ SubscriptionArn })
  await callOptional('Unsubscribe', () => client.send(command))
}
