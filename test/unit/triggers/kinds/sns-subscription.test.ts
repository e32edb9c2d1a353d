import { describe, expect, test } from '@jest/globals'
import type {
  GetSubscriptionAttributesCommandOutput,
  ListSubscriptionsByTopicCommandInput,
  ListSubscriptionsByTopicCommandOutput,
} from '@aws-sdk/client-sns'
import { kind } from '../../../../shared/triggers/kinds/sns-subscription.ts'
import type { Answers, FakeAws } from '../../../fakes/fake-aws.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'
import { grantOf, homePlace, readerOf, targetOf } from './kind-under-test.ts'

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:orders'
const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:bill'
const SUBSCRIPTION = `${TOPIC}:6f9f2a0e-0000-4000-8000-000000000000`
const attributes = { FilterPolicy: '{"size":["big"]}', RawMessageDelivery: 'true' }

const subscription = {
  SubscriptionArn: SUBSCRIPTION,
  Protocol: 'lambda',
  Endpoint: FUNCTION,
  TopicArn: TOPIC,
}

function topic(more: Answers = {}): FakeAws {
  return fakeAws({
    ...more,
    GetTopicAttributes: { Attributes: { TopicArn: TOPIC, KmsMasterKeyId: 'alias/aws/sns' } },
    ListSubscriptionsByTopic: ({ NextToken }: ListSubscriptionsByTopicCommandInput) =>
      NextToken === undefined
        ? ({
            Subscriptions: [{ ...subscription, Protocol: 'email', Endpoint: 'a@b.example' }],
            NextToken: '2',
          } satisfies Partial<ListSubscriptionsByTopicCommandOutput>)
        : ({ Subscriptions: [subscription] } satisfies Partial<ListSubscriptionsByTopicCommandOutput>),
    GetSubscriptionAttributes: {
      Attributes: { ...attributes, Owner: '123456789012', PendingConfirmation: 'false' },
    } satisfies Partial<GetSubscriptionAttributesCommandOutput>,
  })
}

describe('SNS subscription', () => {
  const reader = readerOf(kind)

  test('a grant with the exact ARN of a topic names it; a wildcard cannot be resolved', async () => {
    const find = (sourceArn: string) => reader.find(fakeAws({}), grantOf({ sourceArn }), homePlace)
    expect(await find(TOPIC)).toEqual([TOPIC])
    expect(await find('arn:aws:sns:*:123456789012:*')).toBeUndefined()
  })

  test('reads the subscriptions of functions from every page, with what was set on them', async () => {
    expect(await reader.read(topic(), TOPIC, homePlace)).toEqual({
      source: { arn: TOPIC, account: '123456789012', region: 'eu-west-1', key: 'alias/aws/sns' },
      triggers: [{ invokes: FUNCTION, settings: attributes }],
    })
  })

  test('its settings fit its schema', async () => {
    const found = await reader.read(topic(), TOPIC, homePlace)
    expect(kind.settings.parse(found?.triggers[0]?.settings)).toEqual(attributes)
  })

  test('a topic that is gone does not exist', async () => {
    const aws = fakeAws({ GetTopicAttributes: awsError('NotFoundException') })
    expect(await reader.read(aws, TOPIC, homePlace)).toBeUndefined()
  })

  test('is put back by one step, after verification, at the mapped topic', () => {
    const trigger = { kind: kind.name, source: TOPIC, invokes: FUNCTION, settings: attributes }
    const target = targetOf({ invokes: `${FUNCTION}-2`, map: (arn) => arn.replace('eu-west-1', 'eu-west-2') })
    const { steps } = kind.writer.plan(trigger, target)
    expect(steps).toMatchObject([
      {
        phase: 'enable',
        input: { endpoint: `${FUNCTION}-2`, topic: TOPIC.replace('eu-west-1', 'eu-west-2') },
      },
    ])
  })

  test('sends what fails to a queue of the target', () => {
    const settings = { RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:123456789012:failed"}' }
    const trigger = { kind: kind.name, source: TOPIC, invokes: FUNCTION, settings }
    const target = targetOf({ map: (arn) => arn.replace('eu-west-1', 'eu-west-2') })
    const { attributes: sent } = kind.writer.plan(trigger, target).steps[0]!.input
    expect(sent).toEqual({ RedrivePolicy: expect.stringContaining('sqs:eu-west-2') })
  })

  test('whose ARN a crash lost is found by its function when it is taken back', async () => {
    const trigger = { kind: kind.name, source: TOPIC, invokes: FUNCTION, settings: attributes }
    const [step] = kind.writer.plan(trigger, targetOf({})).steps
    const removed: unknown[] = []
    const aws = fakeAws({
      ListSubscriptionsByTopic: { Subscriptions: [subscription] },
      Unsubscribe: (input: object) => {
        removed.push(input)
        return {}
      },
    })
    await kind.writer.takeBack(aws, step!, { created: true })
    expect(removed).toEqual([{ SubscriptionArn: SUBSCRIPTION }])
  })

  test('subscribing again leaves alone what is there, and taking that back removes nothing', async () => {
    const [step] = kind.writer.plan(
      { kind: kind.name, source: TOPIC, invokes: FUNCTION, settings: attributes },
      targetOf({ invokes: FUNCTION }),
    ).steps
    const aws = topic()
    const done = await kind.writer.carryOut(aws, step!)
    await kind.writer.takeBack(aws, step!, done)
    expect(aws.calls.map(({ operation }) => operation)).not.toContain('Subscribe')
    expect(aws.calls.map(({ operation }) => operation)).not.toContain('Unsubscribe')
  })

  test('a subscription with other attributes is set as it was, and taking that back sets them again', async () => {
    const wanted = { FilterPolicy: '{"size":["small"]}', RawMessageDelivery: 'true' }
    const [step] = kind.writer.plan(
      { kind: kind.name, source: TOPIC, invokes: FUNCTION, settings: wanted },
      targetOf({ invokes: FUNCTION }),
    ).steps
    const aws = topic({ SetSubscriptionAttributes: {} })
    const done = await kind.writer.carryOut(aws, step!)
    await kind.writer.takeBack(aws, step!, done)
    const set = aws.calls.filter(({ operation }) => operation === 'SetSubscriptionAttributes')
    const change = { SubscriptionArn: SUBSCRIPTION, AttributeName: 'FilterPolicy' }
    expect(set.map(({ input }) => input)).toEqual([
      { ...change, AttributeValue: wanted.FilterPolicy },
      { ...change, AttributeValue: attributes.FilterPolicy },
    ])
  })

  test.each([
    ['Subscribe', { topicArn: TOPIC }],
    ['Unsubscribe', { subscriptionArn: SUBSCRIPTION }],
  ])('%s was about its topic', (eventName, request) => {
    const sources = kind.changes[0]?.sourcesOf({ ...homePlace, eventName, request, response: {} })
    expect(sources).toEqual([TOPIC])
  })
})
