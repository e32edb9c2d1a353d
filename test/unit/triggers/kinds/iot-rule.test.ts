import { describe, expect, test } from '@jest/globals'
import type {
  GetTopicRuleCommandInput,
  GetTopicRuleCommandOutput,
  ListTopicRulesCommandInput,
  ListTopicRulesCommandOutput,
  TopicRule,
} from '@aws-sdk/client-iot'
import { kind } from '../../../../shared/triggers/kinds/iot-rule.ts'
import type { Answers, FakeAws } from '../../../fakes/fake-aws.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'
import { grantOf, homePlace, readerOf, targetOf } from './kind-under-test.ts'

const RULE = 'arn:aws:iot:eu-west-1:123456789012:rule/overheated'
const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:bill'
const OTHER = `${FUNCTION}-other`
const lambda = (functionArn: string) => ({ lambda: { functionArn } })
const sns = {
  sns: { targetArn: 'arn:aws:sns:eu-west-1:123456789012:errors', roleArn: 'arn:aws:iam::1:role/r' },
}
const rule: TopicRule = {
  ruleName: 'overheated',
  sql: "SELECT * FROM 'sensors/#'",
  awsIotSqlVersion: '2016-03-23',
  ruleDisabled: false,
  createdAt: new Date('2026-01-01T00:00:00Z'),
  actions: [lambda(FUNCTION)],
  errorAction: sns,
}
const settings = {
  sql: "SELECT * FROM 'sensors/#'",
  awsIotSqlVersion: '2016-03-23',
  ruleDisabled: false,
  action: true,
  errorAction: sns,
  others: [],
}
const trigger = { kind: kind.name, source: RULE, invokes: FUNCTION, settings }
const http = { http: { url: 'https://x.example', headers: [{ key: 'Authorization', value: 's3cret' }] } }
const gone = awsError('UnauthorizedException')

function iot(members: Partial<TopicRule> = {}, answers: Answers = {}): FakeAws {
  return fakeAws({
    GetTopicRule: { rule: { ...rule, ...members } } satisfies Partial<GetTopicRuleCommandOutput>,
    CreateTopicRule: {},
    ReplaceTopicRule: {},
    DeleteTopicRule: {},
    ...answers,
  })
}

/** Two pages. */
const listed = ({ nextToken }: ListTopicRulesCommandInput) =>
  (nextToken === undefined
    ? { rules: [{ ruleArn: `${RULE}-2` }], nextToken: '2' }
    : { rules: [{ ruleArn: RULE }] }) satisfies Partial<ListTopicRulesCommandOutput>

const written = ({ calls }: FakeAws) =>
  calls.filter(({ operation }) => /^(?:Create|Replace|Delete)/.test(operation))
const stepFor = (invokes = FUNCTION, members = {}) =>
  kind.writer.plan({ ...trigger, settings: { ...settings, ...members } }, targetOf({ invokes })).steps[0]!

describe('IoT topic rule', () => {
  const reader = readerOf(kind)

  test('a grant with the exact ARN of a rule names it; one of an authorizer is no rule', async () => {
    const find = (sourceArn: string) => reader.find(fakeAws({}), grantOf({ sourceArn }), homePlace)
    expect(await find(RULE)).toEqual([RULE])
    expect(await find('arn:aws:iot:eu-west-1:123456789012:authorizer/a')).toBeUndefined()
  })

  test('a grant with wildcards means the rules on every page that invoke the function', async () => {
    const GetTopicRule = ({ ruleName }: GetTopicRuleCommandInput) => ({
      rule: { ...rule, actions: [lambda(ruleName === 'overheated' ? FUNCTION : OTHER)] },
    })
    const aws = iot({}, { ListTopicRules: listed, GetTopicRule })
    const sourceArn = 'arn:aws:iot:*:123456789012:rule/*'
    expect(await reader.find(aws, grantOf({ invokes: FUNCTION, sourceArn }), homePlace)).toEqual([RULE])
    const unused = `${FUNCTION}-unused`
    expect(await reader.find(aws, grantOf({ invokes: unused, sourceArn }), homePlace)).toEqual([])
    expect(await reader.find(aws, grantOf({ invokes: unused }), homePlace)).toBeUndefined()
  })

  test('reads the rule as the function’s, without its date', async () => {
    const found = await reader.read(iot(), RULE, homePlace)
    expect(found).toEqual({
      source: { arn: RULE, account: '123456789012', region: 'eu-west-1' },
      triggers: [{ invokes: FUNCTION, settings }],
    })
    expect(kind.settings.parse(found?.triggers[0]?.settings)).toEqual(settings)
  })

  test('a function in the SQL, and one that handles errors, are invoked too', async () => {
    const sql = `SELECT aws_lambda("${FUNCTION}", {"id": 1}) FROM 'sensors/#'`
    const found = await reader.read(iot({ sql, actions: [], errorAction: lambda(OTHER) }), RULE, homePlace)
    expect(found?.triggers).toMatchObject([
      { invokes: FUNCTION, settings: { action: false, errorAction: lambda(OTHER), others: [] } },
      { invokes: OTHER, settings: { action: false, errorAction: lambda(OTHER), others: [] } },
    ])
  })

  test('of actions that may hold a secret only the kind is kept', async () => {
    const actions = [http, lambda(FUNCTION), { s3: { roleArn: 'r', bucketName: 'b', key: 'k' } }]
    const found = await reader.read(iot({ actions, errorAction: http }), RULE, homePlace)
    expect(found?.triggers).toMatchObject([{ settings: { others: ['http', 'http', 's3'] } }])
    expect(JSON.stringify(found)).not.toContain('s3cret')
  })

  test('a rule that is gone is told from one that may not be read by the listing', async () => {
    const GetTopicRule = gone
    const missing = iot({}, { GetTopicRule, ListTopicRules: { rules: [] } })
    expect(await reader.read(missing, RULE, homePlace)).toBeUndefined()
    const denied = reader.read(iot({}, { GetTopicRule, ListTopicRules: listed }), RULE, homePlace)
    await expect(denied).rejects.toMatchObject({ name: 'AccessDeniedError' })
  })

  test('is put back by one step after verification, every ARN mapped', () => {
    const map = (arn: string) => arn.replaceAll('eu-west-1', 'eu-west-2')
    const { steps } = kind.writer.plan(trigger, targetOf({ invokes: `${FUNCTION}-2`, map }))
    const errorAction = { sns: { ...sns.sns, targetArn: map(sns.sns.targetArn) } }
    expect(steps).toMatchObject([
      { phase: 'enable', resource: map(RULE), input: { invokes: `${FUNCTION}-2`, rule: { errorAction } } },
    ])
  })

  test('a rule that still invokes the function is left alone', async () => {
    const aws = iot()
    const done = await kind.writer.carryOut(aws, stepFor())
    await kind.writer.takeBack(aws, stepFor(), done)
    expect(written(aws)).toEqual([])
  })

  test('a rule that is there gets one action more, and loses only that again', async () => {
    const step = stepFor(`${FUNCTION}-2`)
    const aws = iot({ actions: [http, lambda(FUNCTION)] })
    const done = await kind.writer.carryOut(aws, step)
    const after = [http, lambda(FUNCTION), lambda(`${FUNCTION}-2`)]
    const payload = { sql: rule.sql, ruleDisabled: false, errorAction: sns }
    expect(written(aws)).toMatchObject([
      { operation: 'ReplaceTopicRule', input: { topicRulePayload: { ...payload, actions: after } } },
    ])
    const undo = iot({ actions: after })
    await kind.writer.takeBack(undo, step, done)
    expect(written(undo)).toMatchObject([
      {
        operation: 'ReplaceTopicRule',
        input: { topicRulePayload: { ...payload, actions: after.slice(0, 2) } },
      },
    ])
  })

  test('a rule that is gone and was the function’s alone is created as it was, and deleted again', async () => {
    const aws = iot({}, { GetTopicRule: gone, ListTopicRules: { rules: [] } })
    const done = await kind.writer.carryOut(aws, stepFor())
    const topicRulePayload = { sql: rule.sql, actions: [lambda(FUNCTION)], errorAction: sns }
    expect(written(aws)).toMatchObject([
      { operation: 'CreateTopicRule', input: { ruleName: 'overheated', topicRulePayload } },
    ])
    const undo = iot()
    await kind.writer.takeBack(undo, stepFor(), done)
    expect(written(undo)).toMatchObject([{ operation: 'DeleteTopicRule', input: { ruleName: 'overheated' } }])
  })

  test('a rule that is gone and did more is not created by half', async () => {
    const aws = iot({}, { GetTopicRule: gone, ListTopicRules: { rules: [] } })
    await expect(kind.writer.carryOut(aws, stepFor(FUNCTION, { others: ['s3'] }))).rejects.toThrow('by hand')
    expect(written(aws)).toEqual([])
  })

  test('SQL is nothing to add to: somebody has to name the function there', async () => {
    const step = stepFor(`${FUNCTION}-2`, { action: false })
    await expect(kind.writer.carryOut(iot(), step)).rejects.toThrow('by hand')
  })

  test('what was not told to be done is not taken back', async () => {
    const aws = iot()
    await kind.writer.takeBack(aws, stepFor(), {})
    expect(written(aws)).toEqual([])
  })

  test.each(kind.changes.flatMap(({ eventNames }) => eventNames))('%s was about its rule', (eventName) => {
    const change = { ...homePlace, eventName, request: { ruleName: 'overheated' }, response: {} }
    expect(kind.changes[0]?.sourcesOf(change)).toEqual([RULE])
  })
})
