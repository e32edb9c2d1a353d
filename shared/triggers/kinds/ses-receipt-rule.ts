import type { ReceiptAction, ReceiptRule, SESClient } from '@aws-sdk/client-ses'
import * as z from 'zod'
import { call, callOptional } from '../../aws/calls.ts'
import { plainObject } from '../../aws/plain-json.ts'
import { NotFoundError } from '../../errors.ts'
import { parseArn } from '../../model/arn.ts'
import type { JsonObject } from '../../model/json.ts'
import { mapArns } from '../../model/map-arns.ts'
import { objectOf, textOf, textsOf } from '../../model/members.ts'
import type { AwsDoor } from '../aws-door.ts'
import { exactSource, mayMean } from '../grant-source.ts'
import type { Grant, Intend, Place, SourceChange, SourceReading, TriggerKind, TriggerStep } from '../kind.ts'

const Settings = z.strictObject({
  Enabled: z.boolean().optional(),
  TlsPolicy: z.enum(['Optional', 'Require']).optional(),
  ScanEnabled: z.boolean().optional(),
  Recipients: z.array(z.string()),
  /** The rule before it in its set; none for the first. */
  After: z.string().optional(),
  /** What the function is asked to do, and at which position among the actions of the rule. */
  LambdaActions: z.array(
    z.strictObject({
      Position: z.number(),
      TopicArn: z.string().optional(),
      InvocationType: z.enum(['Event', 'RequestResponse']).optional(),
    }),
  ),
  /** What else the rule does, and is not in the point. */
  OtherActions: z.array(z.string()),
})
type Settings = z.infer<typeof Settings>

/** Rules for mail that comes in. Few regions receive mail, and SES answers these calls about once a second. */
export const kind: TriggerKind = {
  name: 'ses-receipt-rule',
  title: 'SES receipt rule',
  settings: Settings,
  permissions: [
    {
      use: 'read',
      actions: ['ses:ListReceiptRuleSets', 'ses:DescribeReceiptRuleSet', 'ses:DescribeActiveReceiptRuleSet'],
      resource: '*',
    },
    {
      use: 'write',
      actions: [
        'ses:DescribeReceiptRuleSet',
        'ses:CreateReceiptRule',
        'ses:UpdateReceiptRule',
        'ses:DeleteReceiptRule',
      ],
      resource: '*',
    },
  ],
  changes: [
    {
      eventSource: 'ses.amazonaws.com',
      eventNames: [
        'CreateReceiptRule',
        'UpdateReceiptRule',
        'DeleteReceiptRule',
        'SetReceiptRulePosition',
        'ReorderReceiptRuleSet',
      ],
      sourcesOf: rulesIn,
    },
    {
      eventSource: 'ses.amazonaws.com',
      eventNames: ['DeleteReceiptRuleSet'],
      sourcesOf: ({ request, ...place }) => {
        const set = textOf(request, 'ruleSetName')
        return set === undefined ? [] : [setArn(place, set)]
      },
    },
    {
      eventSource: 'ses.amazonaws.com',
      eventNames: ['SetActiveReceiptRuleSet'],
      // It names the set that invokes from now on, or none, and not the one that did until now.
      sourcesOf: (place) => [setsArn(place)],
    },
  ],
  alsoUnder: ({ source }) => [
    source.replace(/:receipt-rule\/.*$/, ''),
    source.replace(/\/[^/]+:receipt-rule\/.*$/, ''),
  ],
  reader: { by: 'policy', principals: ['ses.amazonaws.com'], find: findRules, read: readRule },
  writer: {
    plan: ({ source, settings, invokes: old }, { invokes, map }) => ({
      steps: [
        {
          action: 'ses-receipt-rule/put',
          phase: 'enable',
          resource: map(source),
          what: `Let the rule ${map(source)} invoke ${invokes}; its other actions stay`,
          why: 'The rule invoked the function for mail that came in when the point was taken.',
          risk: 'low',
          canUndo: true,
          input: { invokes, rule: mapArns(settings, (arn) => (arn === old ? invokes : map(arn))) },
        },
      ],
      byHand: [],
    }),
    carryOut: putRule,
    takeBack: takeRuleBack,
    // A rule that is there stays as it is, but for its action.
    isBack: () => true,
  },
}

/** Stands for all rule sets of a region, of which one is active. */
function setsArn({ partition, region, account }: Place): string {
  return `arn:${partition}:ses:${region}:${account}:receipt-rule-set`
}

function setArn(place: Place, set: string): string {
  return `${setsArn(place)}/${set}`
}

function arnOf(place: Place, set: string, rule: string): string {
  return `${setArn(place, set)}:receipt-rule/${rule}`
}

function rulesIn({ request, ...place }: SourceChange): readonly string[] {
  const set = textOf(request, 'ruleSetName')
  if (set === undefined) return []
  const one = textOf(request, 'ruleName') ?? textOf(objectOf(request, 'rule'), 'name')
  const names = one === undefined ? textsOf(request, 'ruleNames') : [one]
  return names.map((name) => arnOf(place, set, name))
}

function namesIn(arn: string): { readonly set: string; readonly name: string } {
  const [, set = '', name = ''] = /receipt-rule-set\/([^:]+):receipt-rule\/(.+)$/.exec(arn) ?? []
  return { set, name }
}

const sdk = () => import('@aws-sdk/client-ses')

async function clientOf(aws: AwsDoor, region = ''): Promise<SESClient> {
  const { SESClient } = await sdk()
  return aws.client(SESClient, region)
}

const namesFunction = ({ Actions = [] }: ReceiptRule, arn: string) =>
  Actions.some(({ LambdaAction }) => LambdaAction?.FunctionArn === arn)

/** A grant that names no rule, or several, means those that do invoke the function. */
async function findRules(aws: AwsDoor, grant: Grant, place: Place): Promise<readonly string[] | undefined> {
  const exact = exactSource(grant)
  if (exact !== undefined) return exact.includes(':receipt-rule/') ? [exact] : undefined
  const client = await clientOf(aws, place.region)
  const found: string[] = []
  for (const set of await listSets(client)) {
    const rules = (await listRules(client, set)) ?? []
    const invoking = rules.filter((rule) => namesFunction(rule, grant.invokes))
    found.push(...invoking.map(({ Name = '' }) => arnOf(place, set, Name)))
  }
  return found.filter((arn) => mayMean(grant, arn))
}

async function listSets(client: SESClient): Promise<readonly string[]> {
  const { ListReceiptRuleSetsCommand } = await sdk()
  const names: string[] = []
  let next: string | undefined
  do {
    const command = new ListReceiptRuleSetsCommand({ NextToken: next })
    const { RuleSets = [], NextToken } = await call('ListReceiptRuleSets', () => client.send(command))
    names.push(...RuleSets.map(({ Name = '' }) => Name))
    next = NextToken
  } while (next !== undefined)
  return names
}

/** The rules of a set, in their order; `undefined` when there is no such set. */
async function listRules(
  client: SESClient,
  RuleSetName: string,
): Promise<readonly ReceiptRule[] | undefined> {
  const { DescribeReceiptRuleSetCommand } = await sdk()
  const command = new DescribeReceiptRuleSetCommand({ RuleSetName })
  const answer = await callOptional('DescribeReceiptRuleSet', () => client.send(command))
  return answer && (answer.Rules ?? [])
}

async function readRule(aws: AwsDoor, source: string): Promise<SourceReading | undefined> {
  const { region = '', account = '' } = parseArn(source) ?? {}
  const { set, name } = namesIn(source)
  const client = await clientOf(aws, region)
  const rules = (await listRules(client, set)) ?? []
  const index = rules.findIndex(({ Name }) => Name === name)
  const rule = rules[index]
  if (rule === undefined) return undefined
  const { DescribeActiveReceiptRuleSetCommand } = await sdk()
  const command = new DescribeActiveReceiptRuleSetCommand({})
  const active = await call('DescribeActiveReceiptRuleSet', () => client.send(command))
  const functions = new Set(
    (rule.Actions ?? []).flatMap(({ LambdaAction }) => LambdaAction?.FunctionArn ?? []),
  )
  return {
    source: { arn: source, account, region, facts: { InActiveRuleSet: active.Metadata?.Name === set } },
    triggers: [...functions]
      .sort()
      .map((invokes) => ({ invokes, settings: settingsOf(rule, rules[index - 1]?.Name, invokes) })),
  }
}

function settingsOf(rule: ReceiptRule, After: string | undefined, invokes: string): JsonObject {
  const { Enabled, TlsPolicy, ScanEnabled, Recipients = [], Actions = [] } = rule
  const own = ({ LambdaAction }: ReceiptAction) => LambdaAction?.FunctionArn === invokes
  const LambdaActions = Actions.map((action, Position) => {
    const { TopicArn, InvocationType } = action.LambdaAction ?? {}
    return own(action) ? [{ Position, TopicArn, InvocationType }] : []
  }).flat()
  const OtherActions = Actions.filter((action) => !own(action)).flatMap((action) => Object.keys(action))
  const set = { Enabled, TlsPolicy, ScanEnabled, Recipients: Recipients.toSorted(), After }
  return plainObject({ ...set, LambdaActions, OtherActions })
}

const Input = z.object({ invokes: z.string(), rule: Settings })

async function putRule(aws: AwsDoor, { input, resource }: TriggerStep, intend?: Intend): Promise<JsonObject> {
  const { invokes, rule: wanted } = Input.parse(input)
  const { set, name } = namesIn(resource)
  const client = await clientOf(aws, parseArn(resource)?.region)
  const rules = await listRules(client, set)
  if (rules === undefined) throw new NotFoundError(`The receipt rule set ${set} is gone: create it by hand.`)
  const rule = rules.find(({ Name }) => Name === name)
  if (rule === undefined) {
    refuseHalf(resource, wanted)
    await intend?.({ wrote: 'rule' })
    return createRule(client, resource, wanted, { invokes, rules })
  }
  if (namesFunction(rule, invokes)) return { wrote: 'nothing' }
  const done = { wrote: 'action' }
  await intend?.(done)
  await updateRule(client, set, { ...rule, Actions: withActions(rule.Actions, wanted, invokes) })
  return done
}

/** The actions are carried out in their order. */
function withActions(
  actions: readonly ReceiptAction[] = [],
  { LambdaActions }: Settings,
  FunctionArn: string,
) {
  return LambdaActions.reduce(
    (all: ReceiptAction[], { Position, ...own }) =>
      all.toSpliced(Position, 0, { LambdaAction: { ...own, FunctionArn } }),
    [...actions],
  )
}

/** Only a rule that the point holds whole is made again: half of what it did is another rule. */
function refuseHalf(arn: string, { OtherActions: others }: Settings): void {
  if (others.length === 0) return
  throw new NotFoundError(`${arn} is gone, and it did more (${others.join(', ')}): create it by hand.`)
}

async function createRule(
  client: SESClient,
  arn: string,
  wanted: Settings,
  { invokes, rules }: { readonly invokes: string; readonly rules: readonly ReceiptRule[] },
): Promise<JsonObject> {
  const { After, LambdaActions: _, OtherActions: _none, ...rest } = wanted
  const { CreateReceiptRuleCommand } = await sdk()
  const { set, name } = namesIn(arn)
  const Rule = { ...rest, Name: name, Actions: withActions([], wanted, invokes) }
  const after = rules.some(({ Name }) => Name === After) ? { After } : {}
  const command = new CreateReceiptRuleCommand({ RuleSetName: set, Rule, ...after })
  await call('CreateReceiptRule', () => client.send(command))
  return { wrote: 'rule' }
}

async function updateRule(client: SESClient, RuleSetName: string, Rule: ReceiptRule): Promise<void> {
  const { UpdateReceiptRuleCommand } = await sdk()
  await call('UpdateReceiptRule', () => client.send(new UpdateReceiptRuleCommand({ RuleSetName, Rule })))
}

async function takeRuleBack(aws: AwsDoor, { input, resource }: TriggerStep, done: JsonObject): Promise<void> {
  if (done['wrote'] !== 'rule' && done['wrote'] !== 'action') return
  const { invokes } = Input.parse(input)
  const { set, name } = namesIn(resource)
  const client = await clientOf(aws, parseArn(resource)?.region)
  if (done['wrote'] === 'rule') {
    const { DeleteReceiptRuleCommand } = await sdk()
    const command = new DeleteReceiptRuleCommand({ RuleSetName: set, RuleName: name })
    await callOptional('DeleteReceiptRule', () => client.send(command))
    return
  }
  const rule = (await listRules(client, set))?.find(({ Name }) => Name === name)
  if (rule === undefined) return
  const others = (rule.Actions ?? []).filter(({ LambdaAction }) => LambdaAction?.FunctionArn !== invokes)
  await updateRule(client, set, { ...rule, Actions: others })
}
