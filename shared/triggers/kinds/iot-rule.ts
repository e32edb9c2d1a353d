import type { Action, IoTClient, TopicRule } from '@aws-sdk/client-iot'
import * as z from 'zod'
import { call, callPages } from '../../aws/calls.ts'
import { plainObject } from '../../aws/plain-json.ts'
import { AccessDeniedError, NotFoundError, TriggerTakenError } from '../../errors.ts'
import { parseArn } from '../../model/arn.ts'
import type { JsonObject } from '../../model/json.ts'
import { JsonObjectSchema } from '../../model/json.ts'
import { mapArns } from '../../model/map-arns.ts'
import { textOf } from '../../model/members.ts'
import type { AwsDoor } from '../aws-door.ts'
import { exactSource, mayMean } from '../grant-source.ts'
import type { Grant, Intend, Place, SourceReading, TriggerKind, TriggerStep } from '../kind.ts'

/** Kinds of action that hold no secret; headers, tokens and connection properties of others may. */
const OPEN_ACTIONS = [
  'lambda',
  'sns',
  'sqs',
  'kinesis',
  'firehose',
  's3',
  'dynamoDB',
  'dynamoDBv2',
  'republish',
]

const Settings = z.strictObject({
  sql: z.string(),
  description: z.string().optional(),
  ruleDisabled: z.boolean().optional(),
  awsIotSqlVersion: z.string().optional(),
  /** Whether an action of the rule is this function; if not, its error action or its SQL is. */
  action: z.boolean(),
  errorAction: JsonObjectSchema.optional(),
  /** Kinds of what else the rule does, and is not in the point. */
  others: z.array(z.string()),
})

const RULES = 'arn:${AWS::Partition}:iot:*:*:rule/*'

/** Rules of AWS IoT: as an action, as the action after an error, or from their SQL by `aws_lambda()`. */
export const kind: TriggerKind = {
  name: 'iot-rule',
  title: 'IoT topic rule',
  settings: Settings,
  permissions: [
    { use: 'read', actions: ['iot:GetTopicRule'], resource: RULES },
    { use: 'read', actions: ['iot:ListTopicRules'], resource: '*' },
    {
      use: 'write',
      actions: ['iot:GetTopicRule', 'iot:CreateTopicRule', 'iot:ReplaceTopicRule', 'iot:DeleteTopicRule'],
      resource: RULES,
    },
    { use: 'write', actions: ['iot:ListTopicRules'], resource: '*' },
    {
      // A rule is replaced as a whole, with the roles of its other actions.
      use: 'write',
      actions: ['iam:PassRole'],
      resource: 'arn:${AWS::Partition}:iam::*:role/*',
      condition: { StringEquals: { 'iam:PassedToService': 'iot.amazonaws.com' } },
    },
  ],
  changes: [
    {
      eventSource: 'iot.amazonaws.com',
      eventNames: [
        'CreateTopicRule',
        'ReplaceTopicRule',
        'DeleteTopicRule',
        'EnableTopicRule',
        'DisableTopicRule',
      ],
      sourcesOf: ({ request, partition, region, account }) => {
        const name = textOf(request, 'ruleName')
        return name === undefined ? [] : [`arn:${partition}:iot:${region}:${account}:rule/${name}`]
      },
    },
  ],
  reader: { by: 'policy', principals: ['iot.amazonaws.com'], find: findRules, read: readRule },
  writer: {
    plan: ({ source, settings, invokes: replaces }, { invokes, map }) => ({
      steps: [
        {
          action: 'iot-rule/put',
          // A rule that others use too is live already: its action is added only after the function is verified.
          phase: 'enable',
          resource: map(source),
          what: `Let the rule ${map(source)} invoke ${invokes}; its other actions stay`,
          why: 'The rule invoked the function when the point was taken.',
          risk: 'low',
          canUndo: true,
          input: { invokes, rule: mapArns(settings, (arn) => (arn === replaces ? invokes : map(arn))) },
        },
      ],
      byHand: [],
    }),
    carryOut: putRule,
    takeBack: takeRuleBack,
    // A rule that is there stays as it is, but for its action.
    isBack: (wanted, found) => wanted['action'] !== true || found['action'] === true,
  },
}

const sdk = () => import('@aws-sdk/client-iot')
const nameIn = (arn: string) => (parseArn(arn)?.resource ?? '').replace(/^rule\//, '')

async function clientOf(aws: AwsDoor, region = ''): Promise<IoTClient> {
  const { IoTClient } = await sdk()
  return aws.client(IoTClient, region)
}

/** Of rules only: authorizers and provisioning templates, which the same principal stands for, cannot be told here. */
async function findRules(
  aws: AwsDoor,
  grant: Grant,
  { region }: Place,
): Promise<readonly string[] | undefined> {
  const exact = exactSource(grant)
  if (exact !== undefined) return parseArn(exact)?.resource.startsWith('rule/') ? [exact] : undefined
  const client = await clientOf(aws, region)
  const arns = (await listRules(client)).filter((arn) => mayMean(grant, arn))
  const rules = await Promise.all(arns.map((arn) => getRule(client, nameIn(arn))))
  const found = arns.filter((_arn, index) => invokedBy(rules[index]).includes(grant.invokes))
  return found.length > 0 || grant.sourceArn?.includes(':rule/') ? found : undefined
}

async function listRules(client: IoTClient): Promise<readonly string[]> {
  const { paginateListTopicRules } = await sdk()
  const pages = paginateListTopicRules({ client }, {})
  const rules = await callPages('ListTopicRules', pages, (page) => page.rules)
  return rules.map(({ ruleArn = '' }) => ruleArn)
}

/** IoT answers a rule that is not there as one that may not be read; the listing tells them apart. */
async function getRule(client: IoTClient, ruleName: string): Promise<TopicRule | undefined> {
  const { GetTopicRuleCommand } = await sdk()
  const command = new GetTopicRuleCommand({ ruleName })
  try {
    return (await call('GetTopicRule', () => client.send(command))).rule
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    if (!(error instanceof AccessDeniedError)) throw error
    if ((await listRules(client)).some((arn) => nameIn(arn) === ruleName)) throw error
    return undefined
  }
}

async function readRule(aws: AwsDoor, source: string): Promise<SourceReading | undefined> {
  const { region = '', account = '' } = parseArn(source) ?? {}
  const rule = await getRule(await clientOf(aws, region), nameIn(source))
  if (rule === undefined) return undefined
  return {
    source: { arn: source, account, region },
    triggers: invokedBy(rule).map((invokes) => ({ invokes, settings: settingsOf(rule, invokes) })),
  }
}

/** Every function that the rule names, once. */
function invokedBy({ actions = [], errorAction, sql = '' }: TopicRule = {}): readonly string[] {
  const inSql = [...sql.matchAll(/aws_lambda\(\s*["']([^"']+)["']/g)].map(([, arn = '']) => arn)
  const inActions = [...actions, errorAction ?? {}].flatMap((action) => action.lambda?.functionArn ?? [])
  return [...new Set([...inActions, ...inSql])].sort()
}

function settingsOf(rule: TopicRule, invokes: string): JsonObject {
  const { sql, description, ruleDisabled, awsIotSqlVersion, actions = [], errorAction } = rule
  const isOpen = errorAction && OPEN_ACTIONS.includes(Object.keys(errorAction)[0] ?? '')
  const others = [...actions, ...(isOpen ? [] : [errorAction ?? {}])].filter(
    ({ lambda }) => lambda?.functionArn !== invokes,
  )
  return plainObject({
    sql,
    description,
    ruleDisabled,
    awsIotSqlVersion,
    action: actions.some(({ lambda }) => lambda?.functionArn === invokes),
    errorAction: isOpen ? errorAction : undefined,
    others: others.flatMap((action) => Object.keys(action)).sort(),
  })
}

const Input = z.object({ invokes: z.string(), rule: Settings })

async function putRule(aws: AwsDoor, { input, resource }: TriggerStep, intend?: Intend): Promise<JsonObject> {
  const { invokes, rule: wanted } = Input.parse(input)
  const client = await clientOf(aws, parseArn(resource)?.region)
  const rule = await getRule(client, nameIn(resource))
  if (rule === undefined) {
    refuseHalf(resource, wanted)
    await intend?.({ wrote: 'rule' })
    return createRule(client, resource, wanted, invokes)
  }
  if (invokedBy(rule).includes(invokes)) return { wrote: 'nothing' }
  if (!wanted.action)
    throw new TriggerTakenError(`${resource} is another rule now: name ${invokes} in it by hand.`)
  const done = { wrote: 'action' }
  await intend?.(done)
  await replaceRule(client, rule, [...(rule.actions ?? []), actionOf(invokes)])
  return done
}

const actionOf = (functionArn: string): Action => ({ lambda: { functionArn } })

/** Only a rule that the point holds whole is made again: half of what it did is another rule. */
function refuseHalf(arn: string, { others }: z.infer<typeof Settings>): void {
  if (others.length === 0) return
  throw new NotFoundError(`${arn} is gone, and it did more (${others.join(', ')}): create it by hand.`)
}

async function createRule(
  client: IoTClient,
  arn: string,
  { action, errorAction, others: _none, ...rule }: z.infer<typeof Settings>,
  invokes: string,
): Promise<JsonObject> {
  const { CreateTopicRuleCommand } = await sdk()
  const actions = action ? [actionOf(invokes)] : []
  const topicRulePayload = { ...rule, actions, ...(errorAction && { errorAction: errorAction as Action }) }
  const command = new CreateTopicRuleCommand({ ruleName: nameIn(arn), topicRulePayload })
  await call('CreateTopicRule', () => client.send(command))
  return { wrote: 'rule' }
}

/** A rule is written as a whole: all but its actions as they were read. */
async function replaceRule(client: IoTClient, rule: TopicRule, actions: Action[]): Promise<void> {
  const { ReplaceTopicRuleCommand } = await sdk()
  const { ruleName, sql, description, ruleDisabled, awsIotSqlVersion, errorAction } = rule
  const topicRulePayload = { sql, description, ruleDisabled, awsIotSqlVersion, actions, errorAction }
  const command = new ReplaceTopicRuleCommand({ ruleName, topicRulePayload })
  await call('ReplaceTopicRule', () => client.send(command))
}

async function takeRuleBack(aws: AwsDoor, { input, resource }: TriggerStep, done: JsonObject): Promise<void> {
  if (done['wrote'] !== 'rule' && done['wrote'] !== 'action') return
  const { invokes } = Input.parse(input)
  const client = await clientOf(aws, parseArn(resource)?.region)
  const rule = await getRule(client, nameIn(resource))
  if (rule === undefined) return
  if (done['wrote'] === 'action') {
    const others = (rule.actions ?? []).filter(({ lambda }) => lambda?.functionArn !== invokes)
    return replaceRule(client, rule, others)
  }
  const { DeleteTopicRuleCommand } = await sdk()
  await call('DeleteTopicRule', () => client.send(new DeleteTopicRuleCommand({ ruleName: rule.ruleName })))
}
