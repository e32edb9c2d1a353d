import { describe, expect, test } from '@jest/globals'
import type {
  DescribeRuleCommandOutput,
  ListTargetsByRuleCommandInput,
  PutTargetsCommandInput,
  RemoveTargetsCommandInput,
  Target,
} from '@aws-sdk/client-eventbridge'
import type { TriggerTarget } from '../../../../shared/triggers/kind.ts'
import { kind } from '../../../../shared/triggers/kinds/eventbridge-rule.ts'
import type { Answers, FakeAws } from '../../../fakes/fake-aws.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'
import { grantOf, homePlace, readerOf, targetOf } from './kind-under-test.ts'

const RULE = 'arn:aws:events:eu-west-1:123456789012:rule/shop/big-orders'
const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:bill'
const QUEUE = 'arn:aws:sqs:eu-west-1:123456789012:late'

const rule = {
  Name: 'big-orders',
  EventBusName: 'shop',
  EventPattern: `{"resources":["${QUEUE}"]}`,
  State: 'ENABLED',
  Description: 'Orders to look at',
} satisfies Partial<DescribeRuleCommandOutput>
const target = {
  Id: 'bill',
  InputTransformer: { InputPathsMap: { id: '$.detail.id' }, InputTemplate: '{"id":<id>}' },
  DeadLetterConfig: { Arn: QUEUE },
  RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 600 },
} satisfies Partial<Target>
const settings = { Rule: rule, Target: target }
const ours: Target = { ...target, Arn: FUNCTION }
const queue: Target = { Id: 'queue', Arn: QUEUE }

/** A rule that keeps its targets; each of its pages has one. */
function bus(targets: readonly Target[], more: Answers = {}): FakeAws {
  let now = [...targets]
  return fakeAws({
    DescribeRule: { ...rule, Arn: RULE, CreatedBy: '123456789012' },
    ListTargetsByRule: ({ NextToken = '0' }: ListTargetsByRuleCommandInput) => {
      const at = Number(NextToken)
      return { Targets: now.slice(at, at + 1), ...(at + 1 < now.length ? { NextToken: `${at + 1}` } : {}) }
    },
    PutTargets: ({ Targets = [] }: PutTargetsCommandInput) => {
      now = [...now.filter(({ Id }) => Id !== Targets[0]?.Id), ...Targets]
      return { FailedEntryCount: 0 }
    },
    RemoveTargets: ({ Ids = [] }: RemoveTargetsCommandInput) => {
      now = now.filter(({ Id = '' }) => !Ids.includes(Id))
      return { FailedEntryCount: 0 }
    },
    ...more,
  })
}

const madeBy = (aws: FakeAws, ...operations: string[]) =>
  aws.calls.filter(({ operation }) => operations.includes(operation)).map(({ input }) => input)

describe('EventBridge rule: reading', () => {
  const reader = readerOf(kind)

  test('keeps the rule and each target that is a function, from every page', async () => {
    const version: Target = { Id: 'v', Arn: `${FUNCTION}:3`, Input: '{}' }
    const aws = bus([queue, ours, version])
    expect(await reader.read(aws, RULE, homePlace)).toEqual({
      source: {
        arn: RULE,
        account: '123456789012',
        region: 'eu-west-1',
        facts: { CreatedBy: '123456789012' },
      },
      triggers: [
        { invokes: FUNCTION, settings },
        { invokes: `${FUNCTION}:3`, settings: { Rule: rule, Target: { Id: 'v', Input: '{}' } } },
      ],
    })
    expect(aws.calls[0]?.input).toEqual({ Name: 'big-orders', EventBusName: 'shop' })
  })

  test('its settings fit its schema; a rule by schedule has no pattern', async () => {
    const DescribeRule = {
      Name: 'nightly',
      ScheduleExpression: 'rate(1 day)',
      EventPattern: '',
      State: 'DISABLED',
    }
    const arn = 'arn:aws:events:eu-west-1:123456789012:rule/nightly'
    const found = await reader.read(bus([ours], { DescribeRule }), arn, homePlace)
    const { EventPattern: _, ...scheduled } = DescribeRule
    expect(kind.settings.parse(found?.triggers[0]?.settings)).toEqual({
      Rule: { ...scheduled, EventBusName: 'default' },
      Target: target,
    })
  })

  test('a rule that is gone does not exist', async () => {
    const aws = bus([], { DescribeRule: awsError('ResourceNotFoundException') })
    expect(await reader.read(aws, RULE, homePlace)).toBeUndefined()
  })

  test('a grant with the ARN of a rule needs no call', async () => {
    expect(await reader.find(fakeAws({}), grantOf({ sourceArn: RULE }), homePlace)).toEqual([RULE])
  })

  test.each([
    [undefined, [RULE.replace('shop/big-orders', 'nightly'), RULE]],
    ['arn:aws:events:eu-west-1:123456789012:rule/shop/*', [RULE]],
  ])('a grant to %s means the rules of all buses that have the target and fit', async (sourceArn, rules) => {
    const aws = fakeAws({
      ListEventBuses: ({ NextToken }: { NextToken?: string }) =>
        NextToken === undefined
          ? { EventBuses: [{ Name: 'default' }], NextToken: '2' }
          : { EventBuses: [{ Name: 'shop' }] },
      ListRuleNamesByTarget: ({ EventBusName }: { EventBusName: string }) => ({
        RuleNames: [EventBusName === 'shop' ? 'big-orders' : 'nightly'],
      }),
    })
    expect(await reader.find(aws, grantOf({ sourceArn }), homePlace)).toEqual(rules)
    expect(aws.calls.at(-1)?.input).toMatchObject({ TargetArn: FUNCTION })
  })

  test.each([
    ['PutRule', { name: 'big-orders', eventBusName: 'shop' }, RULE],
    ['DeleteRule', { name: 'nightly' }, RULE.replace('shop/big-orders', 'nightly')],
    ['EnableRule', { name: 'nightly', eventBusName: 'default' }, RULE.replace('shop/big-orders', 'nightly')],
    ['DisableRule', { name: 'big-orders', eventBusName: 'shop' }, RULE],
    ['PutTargets', { rule: 'big-orders', eventBusName: 'shop', targets: [{ arn: FUNCTION }] }, RULE],
    [
      'RemoveTargets',
      {
        rule: 'big-orders',
        eventBusName: 'arn:aws:events:eu-west-1:123456789012:event-bus/shop',
        ids: ['bill'],
      },
      RULE,
    ],
  ])('%s was about its rule', (eventName, request, arn) => {
    expect(kind.changes[0]?.eventNames).toContain(eventName)
    const change = { ...homePlace, eventName, request, response: {} }
    expect(kind.changes[0]?.sourcesOf(change)).toEqual([arn])
  })
})

describe('EventBridge rule: putting back', () => {
  const { writer } = kind
  const trigger = { kind: kind.name, source: RULE, invokes: FUNCTION, settings }
  const stepsFor = (to: Partial<TriggerTarget> = {}) => writer.plan(trigger, targetOf(to)).steps
  const gone = awsError('ResourceNotFoundException')

  test('makes the rule before verification, its target after; ARNs follow the map', () => {
    const moved = (arn: string) => arn.replace('eu-west-1', 'eu-west-2').replace('big-orders', 'large-orders')
    expect(stepsFor({ invokes: `${FUNCTION}-2`, map: moved })).toMatchObject([
      {
        phase: 'create',
        resource: moved(RULE),
        input: { Rule: { Name: 'large-orders', EventPattern: moved(rule.EventPattern) } },
      },
      {
        phase: 'enable',
        resource: moved(RULE),
        input: { Target: { Arn: `${FUNCTION}-2`, DeadLetterConfig: { Arn: moved(QUEUE) } } },
      },
    ])
  })

  test('a rule that a service of AWS manages is left to that service', () => {
    const managed = {
      ...trigger,
      settings: { ...settings, Rule: { ...rule, ManagedBy: 'codepipeline.amazonaws.com' } },
    }
    const { steps, byHand } = writer.plan(managed, targetOf({}))
    expect(steps).toEqual([])
    expect(byHand).toEqual([expect.stringContaining('codepipeline.amazonaws.com')])
  })

  test('writes nothing when all is there, whatever the id, and takes nothing back', async () => {
    const aws = bus([{ ...ours, Id: 'renamed' }])
    for (const step of stepsFor()) await writer.takeBack(aws, step, await writer.carryOut(aws, step))
    expect(madeBy(aws, 'PutRule', 'DeleteRule', 'PutTargets', 'RemoveTargets')).toEqual([])
  })

  test('a rule that is gone is made again without a target, and removed when taken back', async () => {
    const aws = bus([], { DescribeRule: gone, PutRule: { RuleArn: RULE }, DeleteRule: {} })
    const [create] = stepsFor()
    const done = await writer.carryOut(aws, create!)
    expect(madeBy(aws, 'PutRule', 'PutTargets')).toEqual([rule])
    await writer.takeBack(aws, create!, done)
    expect(madeBy(aws, 'DeleteRule')).toEqual([{ Name: 'big-orders', EventBusName: 'shop' }])
  })

  test('a rule that others use by now is not removed', async () => {
    const aws = bus([queue], { DescribeRule: gone, PutRule: {} })
    const [create] = stepsFor()
    await writer.takeBack(aws, create!, await writer.carryOut(aws, create!))
    expect(madeBy(aws, 'DeleteRule')).toEqual([])
  })

  test('the target is put beside others, and only it is taken back', async () => {
    const aws = bus([queue])
    const [, put] = stepsFor()
    const done = await writer.carryOut(aws, put!)
    await writer.takeBack(aws, put!, done)
    expect(madeBy(aws, 'PutTargets', 'RemoveTargets')).toEqual([
      { Rule: 'big-orders', EventBusName: 'shop', Targets: [ours] },
      { Rule: 'big-orders', EventBusName: 'shop', Ids: ['bill'] },
    ])
  })

  test('a target of another function keeps its id', async () => {
    const aws = bus([{ ...ours, Arn: `${FUNCTION}-other` }])
    const [, put] = stepsFor()
    await writer.carryOut(aws, put!)
    expect(madeBy(aws, 'PutTargets')).toMatchObject([{ Targets: [{ ...ours, Id: 'bill-2' }] }])
  })

  test('a target that differs is replaced, and comes back', async () => {
    const differs = { ...ours, RetryPolicy: { MaximumRetryAttempts: 0 } }
    const aws = bus([differs])
    const [, put] = stepsFor()
    await writer.takeBack(aws, put!, await writer.carryOut(aws, put!))
    expect(madeBy(aws, 'PutTargets')).toMatchObject([{ Targets: [ours] }, { Targets: [differs] }])
  })

  test('a target that EventBridge refuses is an error with its reason', async () => {
    const refusal = { FailedEntryCount: 1, FailedEntries: [{ ErrorMessage: 'no such bus' }] }
    const [, put] = stepsFor()
    await expect(writer.carryOut(bus([], { PutTargets: refusal }), put!)).rejects.toThrow(/no such bus/)
  })
})
