import { describe, expect, test } from '@jest/globals'
import type {
  ConfigRule,
  DescribeConfigRulesCommandInput,
  DescribeConfigRulesCommandOutput,
} from '@aws-sdk/client-config-service'
import { kind } from '../../../../shared/triggers/kinds/config-rule.ts'
import type { Answers, FakeAws } from '../../../fakes/fake-aws.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'
import { grantOf, homePlace, readerOf, targetOf } from './kind-under-test.ts'

const RULE = 'arn:aws:config:eu-west-1:123456789012:config-rule/config-rule-abc123'
const NAMED = 'arn:aws:config:eu-west-1:123456789012:config-rule-name/tagged'
const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:tagged'
const OTHER = `${FUNCTION}-other`
const settings = {
  ConfigRuleName: 'tagged',
  Scope: { ComplianceResourceTypes: ['AWS::EC2::Instance', 'AWS::S3::Bucket'] },
  SourceDetails: [
    { EventSource: 'aws.config', MessageType: 'ConfigurationItemChangeNotification' },
    { EventSource: 'aws.config', MessageType: 'OversizedConfigurationItemChangeNotification' },
  ],
  InputParameters: '{"tag":"owner"}',
  EvaluationModes: [{ Mode: 'DETECTIVE' }],
}
const trigger = { kind: kind.name, source: RULE, invokes: FUNCTION, settings }

function ruleOf(SourceIdentifier: string, members: Partial<ConfigRule> = {}): ConfigRule {
  return {
    ConfigRuleName: 'tagged',
    ConfigRuleArn: RULE,
    ConfigRuleId: 'config-rule-abc123',
    ConfigRuleState: 'ACTIVE',
    Scope: { ComplianceResourceTypes: ['AWS::S3::Bucket', 'AWS::EC2::Instance'] },
    Source: {
      Owner: 'CUSTOM_LAMBDA',
      SourceIdentifier,
      SourceDetails: [
        { EventSource: 'aws.config', MessageType: 'OversizedConfigurationItemChangeNotification' },
        { EventSource: 'aws.config', MessageType: 'ConfigurationItemChangeNotification' },
      ],
    },
    InputParameters: '{"tag":"owner"}',
    EvaluationModes: [{ Mode: 'DETECTIVE' }],
    ...members,
  }
}

/** A rule of AWS's own on the first page, the others on the second. */
function config(rules: readonly ConfigRule[] = [ruleOf(FUNCTION)], answers: Answers = {}): FakeAws {
  const aws: ConfigRule = { Source: { Owner: 'AWS', SourceIdentifier: 'REQUIRED_TAGS' }, ConfigRuleArn: 'a' }
  return fakeAws({
    DescribeConfigRules: ({ NextToken, ConfigRuleNames }: DescribeConfigRulesCommandInput) =>
      (NextToken === undefined && ConfigRuleNames === undefined
        ? { ConfigRules: [aws], NextToken: '2' }
        : { ConfigRules: [...rules] }) satisfies Partial<DescribeConfigRulesCommandOutput>,
    PutConfigRule: {},
    DeleteConfigRule: {},
    ...answers,
  })
}

const written = ({ calls }: FakeAws) => calls.filter(({ operation }) => operation !== 'DescribeConfigRules')
const stepFor = (invokes = FUNCTION) => kind.writer.plan(trigger, targetOf({ invokes })).steps[0]!
const asked = (SourceIdentifier: string) => ({ ConfigRule: { Source: { SourceIdentifier } } })

describe('AWS Config rule', () => {
  const reader = readerOf(kind)

  test('a grant with the exact ARN names its rule without a call', async () => {
    expect(await reader.find(fakeAws({}), grantOf({ sourceArn: RULE }), homePlace)).toEqual([RULE])
  })

  test('a grant without one means the rules on every page that ask the function', async () => {
    const aws = config([ruleOf(OTHER, { ConfigRuleArn: `${RULE}-2` }), ruleOf(FUNCTION)])
    expect(await reader.find(aws, grantOf({ invokes: FUNCTION }), homePlace)).toEqual([RULE])
    const elsewhere = grantOf({ invokes: FUNCTION, sourceAccount: '210987654321' })
    expect(await reader.find(aws, elsewhere, homePlace)).toEqual([])
  })

  test('reads what was set, lists in order, and who made the rule if a service did', async () => {
    const found = await reader.read(
      config([ruleOf(FUNCTION, { CreatedBy: 'x.amazonaws.com' })]),
      RULE,
      homePlace,
    )
    expect(found).toEqual({
      source: {
        arn: RULE,
        account: '123456789012',
        region: 'eu-west-1',
        facts: { CreatedBy: 'x.amazonaws.com' },
      },
      triggers: [{ invokes: FUNCTION, settings }],
    })
    expect(kind.settings.parse(found?.triggers[0]?.settings)).toEqual(settings)
  })

  test('a rule that is gone does not exist', async () => {
    expect(await reader.read(config([]), RULE, homePlace)).toBeUndefined()
  })

  test('is put back by one step after verification', () => {
    const map = (arn: string) => arn.replaceAll('eu-west-1', 'eu-west-2')
    const { steps } = kind.writer.plan(trigger, targetOf({ invokes: `${FUNCTION}-2`, map }))
    expect(steps).toMatchObject([{ phase: 'enable', resource: map(RULE), risk: 'high' }])
  })

  test('a rule that still asks the function as it did is left alone', async () => {
    const aws = config()
    const done = await kind.writer.carryOut(aws, stepFor())
    await kind.writer.takeBack(aws, stepFor(), done)
    expect(written(aws)).toEqual([])
  })

  test('a rule that is gone is created as it was, and deleted again', async () => {
    const aws = config([], { DescribeConfigRules: awsError('NoSuchConfigRuleException') })
    const done = await kind.writer.carryOut(aws, stepFor())
    await kind.writer.takeBack(aws, stepFor(), done)
    const { SourceDetails, ...rest } = settings
    const Source = { Owner: 'CUSTOM_LAMBDA', SourceIdentifier: FUNCTION, SourceDetails }
    expect(written(aws).map(({ operation, input }) => [operation, input])).toEqual([
      ['PutConfigRule', { ConfigRule: { ...rest, Source } }],
      ['DeleteConfigRule', { ConfigRuleName: 'tagged' }],
    ])
  })

  test('a rule that asked the old function asks the new one, and the old one again', async () => {
    const aws = config()
    const done = await kind.writer.carryOut(aws, stepFor(`${FUNCTION}-2`))
    await kind.writer.takeBack(aws, stepFor(`${FUNCTION}-2`), done)
    expect(written(aws)).toMatchObject([{ input: asked(`${FUNCTION}-2`) }, { input: asked(FUNCTION) }])
  })

  test('what was changed since goes back, and forth again', async () => {
    const aws = config([ruleOf(FUNCTION, { InputParameters: '{"tag":"team"}' })])
    const done = await kind.writer.carryOut(aws, stepFor())
    await kind.writer.takeBack(aws, stepFor(), done)
    expect(written(aws)).toMatchObject([
      { input: { ConfigRule: { InputParameters: '{"tag":"owner"}' } } },
      { input: { ConfigRule: { InputParameters: '{"tag":"team"}' } } },
    ])
  })

  test('a rule that asks somebody else’s function stays theirs', async () => {
    const aws = config([ruleOf(OTHER)])
    await expect(kind.writer.carryOut(aws, stepFor())).rejects.toThrow('only one')
    expect(written(aws)).toEqual([])
  })

  test('what was not told to be done is not taken back', async () => {
    const aws = config()
    await kind.writer.takeBack(aws, stepFor(), {})
    expect(written(aws)).toEqual([])
  })

  test('PutConfigRule was about its rule, if it names one by ARN', () => {
    const about = (configRule: { configRuleArn?: string; configRuleName?: string }) =>
      kind.changes[0]?.sourcesOf({
        ...homePlace,
        eventName: 'PutConfigRule',
        request: { configRule },
        response: {},
      })
    expect(about({ configRuleArn: RULE })).toEqual([RULE])
    expect(about({})).toEqual([])
    expect(about({ configRuleName: 'tagged' })).toEqual([NAMED])
  })

  test('DeleteConfigRule was about the name, under which the index has the function too', () => {
    const deleted = kind.changes.find(({ eventNames }) => eventNames.includes('DeleteConfigRule'))
    const request = { configRuleName: 'tagged' }
    const event = { ...homePlace, eventName: 'DeleteConfigRule', request, response: {} }
    expect(deleted?.sourcesOf(event)).toEqual([NAMED])
    expect(kind.alsoUnder?.(trigger)).toEqual([NAMED])
    const odd = { ...settings, ConfigRuleName: "$& $1 $'" }
    expect(kind.alsoUnder?.({ ...trigger, settings: odd })).toEqual([
      NAMED.replace('tagged', () => "$& $1 $'"),
    ])
  })

  test('a rule that AWS is deleting is there no more', async () => {
    const aws = config([ruleOf(FUNCTION, { ConfigRuleState: 'DELETING' })])
    expect(await reader.read(aws, RULE, homePlace)).toBeUndefined()
    expect(await reader.find(aws, grantOf({}), homePlace)).toEqual([])
  })
})
