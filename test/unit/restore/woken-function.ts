import type { JsonObject } from '../../../shared/model/json.ts'
import { kind as rule } from '../../../shared/triggers/kinds/eventbridge-rule.ts'
import { kind as bucket } from '../../../shared/triggers/kinds/s3-notification.ts'
import { kind as topic } from '../../../shared/triggers/kinds/sns-subscription.ts'
import { ACCOUNT } from '../../fakes/fake-lambda.ts'
import { WritableSources } from '../../fakes/writable-sources.ts'
import type { RestoreWorld } from './restore-world.ts'
import { PLAIN, restoreWorld } from './restore-world.ts'

export const NAME = 'woken'
export const TOPIC = `arn:aws:sns:eu-west-1:${ACCOUNT}:news`
export const BUCKET = 'arn:aws:s3:::uploads'
export const RULE = `arn:aws:events:eu-west-1:${ACCOUNT}:rule/nightly`

/** A function, and what wakes it. */
export interface Woken {
  readonly world: RestoreWorld
  readonly sources: WritableSources
  /** Key of its recovery point. */
  readonly point: string
}

/** A function that a topic, a bucket and a rule wake, captured. */
export async function wokenFunction(): Promise<Woken> {
  const sources = new WritableSources()
  const world = restoreWorld({ kinds: [topic, bucket, rule], aws: sources.aws })
  const { lambda, around } = world
  const one = lambda.create(NAME, { ...PLAIN, code: 'code' })
  around.roles.set(`${NAME}-role`, { RoleName: `${NAME}-role` })
  one.policies.set('', {
    Statement: [
      letIn('sns', TOPIC, lambda.arn(NAME)),
      letIn('s3', BUCKET, lambda.arn(NAME)),
      letIn('events', RULE, lambda.arn(NAME)),
    ],
  })
  wake(sources, lambda.arn(NAME))
  const point = await world.capture(NAME)
  return { world, sources, point }
}

function wake(sources: WritableSources, arn: string): void {
  const Attributes = { FilterPolicy: '{"size":["big"]}' }
  sources.topics.add(TOPIC)
  sources.subscriptions = [
    { SubscriptionArn: `${TOPIC}:old`, TopicArn: TOPIC, Protocol: 'lambda', Endpoint: arn, Attributes },
  ]
  sources.buckets.set('uploads', [
    { Id: 'new-files', LambdaFunctionArn: arn, Events: ['s3:ObjectCreated:*'] },
    { Id: 'other', LambdaFunctionArn: `${arn}-of-others`, Events: ['s3:ObjectRemoved:*'] },
  ])
  sources.rules.set('nightly', { Name: 'nightly', ScheduleExpression: 'rate(1 day)', State: 'ENABLED' })
  sources.targets.set('nightly', [{ Id: 'one', Arn: arn, Input: '{}' }])
}

/** Takes the function away, and all that wakes it but the topic and the bucket: nobody makes those. */
export function loseWoken({ world, sources }: Pick<Woken, 'world' | 'sources'>): void {
  world.lambda.functions.delete(NAME)
  sources.subscriptions = []
  sources.buckets.set('uploads', (sources.buckets.get('uploads') ?? []).slice(1))
  sources.rules.clear()
  sources.targets.clear()
}

/** What wakes functions, for comparing two ends of a story: ids are new each time. */
export function wakingOf({ subscriptions, buckets, rules, targets }: WritableSources): unknown {
  return {
    subscriptions: subscriptions.map(({ SubscriptionArn: _id, ReturnSubscriptionArn: _ask, ...one }) => one),
    buckets: [...buckets],
    rules: [...rules],
    targets: [...targets].filter(([, list]) => list.length > 0),
  }
}

function letIn(service: string, source: string, Resource: string): JsonObject {
  return {
    Sid: service,
    Effect: 'Allow',
    Principal: { Service: `${service}.amazonaws.com` },
    Action: 'lambda:InvokeFunction',
    Resource,
    Condition: { ArnLike: { 'AWS:SourceArn': source } },
  }
}
