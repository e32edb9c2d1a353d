import { describe, expect, test } from '@jest/globals'
import type {
  DescribeActiveReceiptRuleSetCommandOutput,
  DescribeReceiptRuleSetCommandInput,
  DescribeReceiptRuleSetCommandOutput,
  ListReceiptRuleSetsCommandInput,
  ListReceiptRuleSetsCommandOutput,
  ReceiptRule,
} from '@aws-sdk/client-ses'
import { kind } from '../../../../shared/triggers/kinds/ses-receipt-rule.ts'
import type { Answers, FakeAws } from '../../../fakes/fake-aws.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'
import { grantOf, homePlace, readerOf, targetOf } from './kind-under-test.ts'

const SET = 'arn:aws:ses:eu-west-1:123456789012:receipt-rule-set/inbox'
const RULE = `${SET}:receipt-rule/bills`
const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:bill'
const lambda = (FunctionArn: string) => ({ LambdaAction: { FunctionArn, InvocationType: 'Event' as const } })
const store = { S3Action: { BucketName: 'mails' } }
const rule = {
  Name: 'bills',
  Enabled: true,
  TlsPolicy: 'Require',
  ScanEnabled: false,
  Recipients: ['b@x.example', 'a@x.example'],
  Actions: [store, lambda(FUNCTION)],
} satisfies ReceiptRule
const settings = {
  Enabled: true,
  TlsPolicy: 'Require',
  ScanEnabled: false,
  Recipients: ['a@x.example', 'b@x.example'],
  After: 'spam',
  LambdaActions: [{ Position: 1, InvocationType: 'Event' }],
  OtherActions: ['S3Action'],
}
const alone = { ...settings, LambdaActions: [{ Position: 0, InvocationType: 'Event' }], OtherActions: [] }
const trigger = { kind: kind.name, source: RULE, invokes: FUNCTION, settings }

function ses(rules: readonly ReceiptRule[] = [{ Name: 'spam' }, rule], answers: Answers = {}): FakeAws {
  return fakeAws({
    DescribeReceiptRuleSet: { Rules: [...rules] } satisfies Partial<DescribeReceiptRuleSetCommandOutput>,
    DescribeActiveReceiptRuleSet: {
      Metadata: { Name: 'inbox' },
    } satisfies Partial<DescribeActiveReceiptRuleSetCommandOutput>,
    CreateReceiptRule: {},
    UpdateReceiptRule: {},
    DeleteReceiptRule: {},
    ...answers,
  })
}

const written = ({ calls }: FakeAws) =>
  calls.filter(({ operation }) => /^(?:Create|Update|Delete)/.test(operation))
const stepFor = (invokes = FUNCTION, members: object = settings) =>
  kind.writer.plan({ ...trigger, settings: { ...settings, ...members } }, targetOf({ invokes })).steps[0]!

describe('SES receipt rule', () => {
  const reader = readerOf(kind)

  test('a grant with the exact ARN names its rule without a call; other sources are not known', async () => {
    const find = (sourceArn: string) => reader.find(fakeAws({}), grantOf({ sourceArn }), homePlace)
    expect(await find(RULE)).toEqual([RULE])
    expect(await find('arn:aws:ses:eu-west-1:123456789012:mailmanager-rule-set/rs-1')).toBeUndefined()
  })

  test('a grant without one means the rules of every set that invoke the function', async () => {
    const aws = ses([], {
      ListReceiptRuleSets: ({ NextToken }: ListReceiptRuleSetsCommandInput) =>
        (NextToken === undefined
          ? { RuleSets: [{ Name: 'old' }], NextToken: '2' }
          : { RuleSets: [{ Name: 'inbox' }] }) satisfies Partial<ListReceiptRuleSetsCommandOutput>,
      DescribeReceiptRuleSet: ({ RuleSetName }: DescribeReceiptRuleSetCommandInput) => ({
        Rules: RuleSetName === 'inbox' ? [{ Name: 'spam', Actions: [store] }, rule] : [],
      }),
    })
    expect(await reader.find(aws, grantOf({ invokes: FUNCTION }), homePlace)).toEqual([RULE])
    const elsewhere = grantOf({ invokes: FUNCTION, sourceArn: 'arn:aws:ses:*:*:receipt-rule-set/old:*' })
    expect(await reader.find(aws, elsewhere, homePlace)).toEqual([])
  })

  test('reads what was set, its place among the rules and the actions, and whether its set is active', async () => {
    const found = await reader.read(ses(), RULE, homePlace)
    expect(found).toEqual({
      source: { arn: RULE, account: '123456789012', region: 'eu-west-1', facts: { InActiveRuleSet: true } },
      triggers: [{ invokes: FUNCTION, settings }],
    })
    expect(kind.settings.parse(found?.triggers[0]?.settings)).toEqual(settings)
  })

  test('a rule or a set that is gone does not exist', async () => {
    expect(await reader.read(ses([]), RULE, homePlace)).toBeUndefined()
    const aws = ses([], { DescribeReceiptRuleSet: awsError('RuleSetDoesNotExistException') })
    expect(await reader.read(aws, RULE, homePlace)).toBeUndefined()
  })

  test('is put back by one step after verification, at the mapped rule', () => {
    const map = (arn: string) => arn.replaceAll('eu-west-1', 'eu-west-2')
    const { steps } = kind.writer.plan(trigger, targetOf({ invokes: `${FUNCTION}-2`, map }))
    expect(steps).toMatchObject([
      { phase: 'enable', resource: map(RULE), input: { invokes: `${FUNCTION}-2` } },
    ])
  })

  test('a rule that still invokes the function is left alone', async () => {
    const aws = ses()
    const done = await kind.writer.carryOut(aws, stepFor())
    await kind.writer.takeBack(aws, stepFor(), done)
    expect(written(aws)).toEqual([])
  })

  test('a rule that is there gets the action where it was, and loses only that again', async () => {
    const stop = { StopAction: { Scope: 'RuleSet' as const } }
    const aws = ses([{ ...rule, Actions: [store, stop] }])
    const done = await kind.writer.carryOut(aws, stepFor())
    const after = { ...rule, Actions: [store, lambda(FUNCTION), stop] }
    expect(written(aws)).toMatchObject([
      { operation: 'UpdateReceiptRule', input: { RuleSetName: 'inbox', Rule: after } },
    ])
    const undo = ses([after])
    await kind.writer.takeBack(undo, stepFor(), done)
    expect(written(undo)).toMatchObject([{ input: { Rule: { ...rule, Actions: [store, stop] } } }])
  })

  test('a rule that is gone and was the function’s alone is created where it was, and deleted again', async () => {
    const aws = ses([{ Name: 'spam' }])
    const done = await kind.writer.carryOut(aws, stepFor(FUNCTION, alone))
    const { Enabled, TlsPolicy, ScanEnabled, Recipients } = settings
    const Rule = { Name: 'bills', Enabled, TlsPolicy, ScanEnabled, Recipients, Actions: [lambda(FUNCTION)] }
    expect(written(aws).map(({ input }) => input)).toEqual([{ RuleSetName: 'inbox', After: 'spam', Rule }])
    const undo = ses()
    await kind.writer.takeBack(undo, stepFor(FUNCTION, alone), done)
    expect(written(undo)).toMatchObject([{ operation: 'DeleteReceiptRule', input: { RuleName: 'bills' } }])
  })

  test('a rule goes to the beginning when the one before it is gone as well', async () => {
    const aws = ses([])
    await kind.writer.carryOut(aws, stepFor(FUNCTION, alone))
    expect(written(aws)[0]?.input).not.toHaveProperty('After')
  })

  test('a rule that is gone and did more is not created by half, nor is a set', async () => {
    await expect(kind.writer.carryOut(ses([]), stepFor())).rejects.toThrow('by hand')
    const aws = ses([], { DescribeReceiptRuleSet: awsError('RuleSetDoesNotExistException') })
    await expect(kind.writer.carryOut(aws, stepFor())).rejects.toMatchObject({ name: 'NotFoundError' })
  })

  test('what was not told to be done is not taken back', async () => {
    const aws = ses()
    await kind.writer.takeBack(aws, stepFor(), {})
    expect(written(aws)).toEqual([])
  })

  test.each([
    ['CreateReceiptRule', { rule: { name: 'bills' } }, [RULE]],
    ['UpdateReceiptRule', { rule: { name: 'bills' } }, [RULE]],
    ['DeleteReceiptRule', { ruleName: 'bills' }, [RULE]],
    ['SetReceiptRulePosition', { ruleName: 'bills', after: 'spam' }, [RULE]],
    ['ReorderReceiptRuleSet', { ruleNames: ['bills', 'spam'] }, [RULE, `${SET}:receipt-rule/spam`]],
  ])('%s was about its rules', (eventName, members, expected) => {
    const request = { ruleSetName: 'inbox', ...members }
    expect(kind.changes[0]?.eventNames).toContain(eventName)
    expect(kind.changes[0]?.sourcesOf({ ...homePlace, eventName, request, response: {} })).toEqual(expected)
  })

  test('DeleteReceiptRuleSet was about the set, under which the index has the functions of its rules too', () => {
    const deleted = kind.changes.find(({ eventNames }) => eventNames.includes('DeleteReceiptRuleSet'))
    const request = { ruleSetName: 'inbox' }
    const event = { ...homePlace, eventName: 'DeleteReceiptRuleSet', request, response: {} }
    expect(deleted?.sourcesOf(event)).toEqual([SET])
    expect(kind.alsoUnder?.({ source: RULE, settings: {} })).toContain(SET)
  })

  test.each([{ ruleSetName: 'holidays' }, {}])(
    'SetActiveReceiptRuleSet with %j was about every rule of the region: also of the set that was active',
    (request) => {
      const eventName = 'SetActiveReceiptRuleSet'
      const change = kind.changes.find(({ eventNames }) => eventNames.includes(eventName))
      const sources = change?.sourcesOf({ ...homePlace, eventName, request, response: {} }) ?? []
      expect(sources).toHaveLength(1)
      expect(kind.alsoUnder?.({ source: RULE, settings: {} })).toEqual(expect.arrayContaining([...sources]))
    },
  )
})
