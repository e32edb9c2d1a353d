import { describe, expect, test } from '@jest/globals'
import { TRIGGER_KINDS } from '../../../shared/triggers/find-kinds.ts'
import { kind as sns } from '../../../shared/triggers/kinds/sns-subscription.ts'
import { kind as pool } from '../../../shared/triggers/kinds/user-pool.ts'
import { lookAhead } from '../../../shared/triggers/look-ahead.ts'
import { awsError, fakeAws } from '../../fakes/fake-aws.ts'
import { targetOf } from './kinds/kind-under-test.ts'

const FUNCTION = targetOf({}).invokes
const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:news'
const POOL = 'arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_1'

const subscribing = () => {
  const trigger = { kind: sns.name, source: TOPIC, invokes: FUNCTION, settings: {} }
  return sns.writer.plan(trigger, targetOf({})).steps[0]!
}

describe('looking ahead at a step', () => {
  test('says what it would do, and writes nothing', async () => {
    const aws = fakeAws({ ListSubscriptionsByTopic: { Subscriptions: [] } })
    expect(await lookAhead(sns, aws, subscribing())).toEqual({ created: true })
    expect(aws.calls.map(({ operation }) => operation)).toEqual(['ListSubscriptionsByTopic'])
  })

  test('says nothing when nothing is left to do', async () => {
    const there = { Protocol: 'lambda', Endpoint: FUNCTION, SubscriptionArn: `${TOPIC}:1` }
    const aws = fakeAws({
      ListSubscriptionsByTopic: { Subscriptions: [there] },
      GetSubscriptionAttributes: { Attributes: {} },
    })
    expect(await lookAhead(sns, aws, subscribing())).toBeUndefined()
  })

  test('fails as the step would: its source is gone', async () => {
    const aws = fakeAws({ ListSubscriptionsByTopic: awsError('NotFoundException') })
    await expect(lookAhead(sns, aws, subscribing())).rejects.toMatchObject({ name: 'NotFoundError' })
  })

  test('fails as the step would: somebody else has its place', async () => {
    const settings = { on: 'PreSignUp' }
    const step = pool.writer.plan(
      { kind: pool.name, source: POOL, invokes: FUNCTION, settings },
      targetOf({}),
    )
    const config = { PreSignUp: `${FUNCTION}-of-others` }
    const aws = fakeAws({ DescribeUserPool: { UserPool: { LambdaConfig: config } } })
    await expect(lookAhead(pool, aws, step.steps[0]!)).rejects.toMatchObject({ name: 'TriggerTakenError' })
  })

  test.each(TRIGGER_KINDS.map((kind) => [kind.name, kind] as const))(
    'can stop every kind before it writes: %s takes an intend',
    (_name, { writer }) => {
      expect({ ...writer }.carryOut.length).toBe(3)
    },
  )
})
