import { describe, expect, test } from '@jest/globals'
import type {
  DeleteSubscriptionFilterCommandInput,
  DescribeLogGroupsCommandOutput,
  DescribeSubscriptionFiltersCommandInput,
  PutSubscriptionFilterCommandInput,
  SubscriptionFilter,
} from '@aws-sdk/client-cloudwatch-logs'
import type { TriggerTarget } from '../../../../shared/triggers/kind.ts'
import { kind } from '../../../../shared/triggers/kinds/log-subscription.ts'
import type { Answers, FakeAws } from '../../../fakes/fake-aws.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'
import { grantOf, homePlace, readerOf, targetOf } from './kind-under-test.ts'

const GROUP = 'arn:aws:logs:eu-west-1:123456789012:log-group:/shop/orders'
const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:bill'
const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/6f9f2a0e'

const settings = {
  filterName: 'errors',
  filterPattern: '?ERROR ?WARN',
  distribution: 'ByLogStream' as const,
  emitSystemFields: ['@aws.account', '@aws.region'],
}
const ours: SubscriptionFilter = {
  ...settings,
  emitSystemFields: ['@aws.region', '@aws.account'],
  destinationArn: FUNCTION,
  logGroupName: '/shop/orders',
  creationTime: 1_700_000_000_000,
}
const stream: SubscriptionFilter = {
  ...ours,
  filterName: 'stream',
  destinationArn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/logs',
}

/** A log group that keeps its filters; each page has one. */
function group(filters: readonly SubscriptionFilter[], more: Answers = {}): FakeAws {
  let now = [...filters]
  return fakeAws({
    DescribeSubscriptionFilters: ({ nextToken = '0' }: DescribeSubscriptionFiltersCommandInput) => {
      const at = Number(nextToken)
      const next = at + 1 < now.length ? { nextToken: `${at + 1}` } : {}
      return { subscriptionFilters: now.slice(at, at + 1), ...next }
    },
    DescribeLogGroups: {
      logGroups: [
        { logGroupName: '/shop/orders', kmsKeyId: KEY },
        { logGroupName: '/shop/orders-2', kmsKeyId: 'other' },
      ],
    } satisfies Partial<DescribeLogGroupsCommandOutput>,
    PutSubscriptionFilter: (input: PutSubscriptionFilterCommandInput) => {
      now = [...now.filter(({ filterName }) => filterName !== input.filterName), input]
      return {}
    },
    DeleteSubscriptionFilter: (input: DeleteSubscriptionFilterCommandInput) => {
      now = now.filter(({ filterName }) => filterName !== input.filterName)
      return {}
    },
    ...more,
  })
}

const written = (aws: FakeAws) =>
  aws.calls.filter(({ operation }) => /^(Put|Delete)/.test(operation)).map(({ input }) => input)

describe('CloudWatch Logs subscription filter: reading', () => {
  const reader = readerOf(kind)

  test('keeps the filters that send to functions, from every page, and the key of the group', async () => {
    expect(await reader.read(group([stream, ours]), GROUP, homePlace)).toEqual({
      source: { arn: GROUP, account: '123456789012', region: 'eu-west-1', key: KEY },
      triggers: [{ invokes: FUNCTION, settings }],
      gaps: [],
    })
  })

  test('its settings fit its schema', async () => {
    const found = await reader.read(group([ours]), GROUP, homePlace)
    expect(kind.settings.parse(found?.triggers[0]?.settings)).toEqual(settings)
  })

  test('a log group that is gone does not exist; one whose key is hidden has a gap', async () => {
    const gone = group([], { DescribeSubscriptionFilters: awsError('ResourceNotFoundException') })
    expect(await reader.read(gone, GROUP, homePlace)).toBeUndefined()
    const hidden = group([ours], { DescribeLogGroups: awsError('AccessDeniedException') })
    expect(await reader.read(hidden, GROUP, homePlace)).toMatchObject({
      triggers: [{ settings }],
      gaps: [{ part: 'encryption', error: { name: 'AccessDeniedError' } }],
    })
  })

  test.each([
    [GROUP, [GROUP]],
    [`${GROUP}:*`, [GROUP]],
    ['arn:aws:logs:eu-west-1:123456789012:log-group:/shop/*:*', undefined],
    ['arn:aws:logs:eu-west-1:123456789012:*', undefined],
    [undefined, undefined],
  ])('a grant to %s means %j', async (sourceArn, groups) => {
    expect(await reader.find(fakeAws({}), grantOf({ sourceArn }), homePlace)).toEqual(groups)
  })

  test.each(kind.changes.flatMap(({ eventNames }) => eventNames))('%s was about its group', (eventName) => {
    const request = { logGroupName: '/shop/orders', filterName: 'errors' }
    const change = { ...homePlace, eventName, request, response: {} }
    expect(kind.changes[0]?.sourcesOf(change)).toEqual([GROUP])
  })
})

describe('CloudWatch Logs subscription filter: putting back', () => {
  const { writer } = kind
  const trigger = { kind: kind.name, source: GROUP, invokes: FUNCTION, settings }
  const stepFor = (to: Partial<TriggerTarget> = {}) => writer.plan(trigger, targetOf(to)).steps[0]!
  const put = { ...settings, logGroupName: '/shop/orders', destinationArn: FUNCTION }

  test('is one step after verification, at the mapped log group', () => {
    const step = stepFor({ invokes: `${FUNCTION}-2`, map: (arn) => arn.replace('eu-west-1', 'eu-west-2') })
    expect(step).toMatchObject({
      phase: 'enable',
      resource: GROUP.replace('eu-west-1', 'eu-west-2'),
      input: { invokes: `${FUNCTION}-2` },
    })
  })

  test('adds what is missing, and takes back only that', async () => {
    const aws = group([stream])
    const done = await writer.carryOut(aws, stepFor())
    await writer.takeBack(aws, stepFor(), done)
    expect(written(aws)).toEqual([put, { logGroupName: '/shop/orders', filterName: 'errors' }])
  })

  test('writes nothing when it is there, whatever its name, and takes nothing back', async () => {
    const aws = group([{ ...ours, filterName: 'renamed' }])
    await writer.takeBack(aws, stepFor(), await writer.carryOut(aws, stepFor()))
    expect(written(aws)).toEqual([])
  })

  test('a filter of another destination keeps its name', async () => {
    const aws = group([{ ...stream, filterName: 'errors' }])
    await writer.carryOut(aws, stepFor())
    expect(written(aws)).toEqual([{ ...put, filterName: 'errors-2' }])
  })

  test('a filter that differs is replaced, and comes back', async () => {
    const aws = group([{ ...ours, filterPattern: '' }])
    await writer.takeBack(aws, stepFor(), await writer.carryOut(aws, stepFor()))
    expect(written(aws)).toEqual([put, { ...put, filterPattern: '' }])
  })

  test('a log group that is gone is not made: the error says what to do', async () => {
    const aws = group([], { DescribeSubscriptionFilters: awsError('ResourceNotFoundException') })
    await expect(writer.carryOut(aws, stepFor())).rejects.toThrow(/create the log group/)
  })
})
