import { isDeepStrictEqual } from 'node:util'
import type { DescribeRuleCommandOutput, EventBridgeClient, Target } from '@aws-sdk/client-eventbridge'
import * as z from 'zod'
import { call, callOptional } from '../../aws/calls.ts'
import { plainObject } from '../../aws/plain-json.ts'
import type { RuleKey } from '../../aws/rule-targets.ts'
import {
  describeRule,
  listTargets,
  putRuleTarget,
  removeRuleTarget,
  rulesWithTarget,
} from '../../aws/rule-targets.ts'
import { parseArn } from '../../model/arn.ts'
import { freeName } from '../../model/free-name.ts'
import type { JsonObject } from '../../model/json.ts'
import { mapArns } from '../../model/map-arns.ts'
import { objectOf, textOf } from '../../model/members.ts'
import type { Trigger } from '../../model/trigger.ts'
import type { AwsDoor } from '../aws-door.ts'
import { exactSource, mayMean } from '../grant-source.ts'
import { sameLess } from '../../model/same-less.ts'
import type { Grant, Intend, Place, SourceChange, SourceReading, TriggerKind } from '../kind.ts'
import type { TriggerPlan, TriggerStep, TriggerTarget } from '../kind.ts'

const Rule = z.strictObject({
  Name: z.string(),
  EventBusName: z.string(),
  EventPattern: z.string().optional(),
  ScheduleExpression: z.string().optional(),
  State: z.enum(['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS']).optional(),
  Description: z.string().optional(),
  RoleArn: z.string().optional(),
  /** The service of AWS that made the rule for itself. */
  ManagedBy: z.string().optional(),
})

/** What a target that is a function may have; the other members are for other targets (API reference, Target). */
const TargetSettings = z.strictObject({
  Id: z.string(),
  RoleArn: z.string().optional(),
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  InputTransformer: z
    .strictObject({
      InputPathsMap: z.record(z.string(), z.string()).optional(),
      InputTemplate: z.string(),
    })
    .optional(),
  DeadLetterConfig: z.strictObject({ Arn: z.string().optional() }).optional(),
  RetryPolicy: z
    .strictObject({
      MaximumRetryAttempts: z.number().optional(),
      MaximumEventAgeInSeconds: z.number().optional(),
    })
    .optional(),
})

const Settings = z.strictObject({ Rule, Target: TargetSettings })

/** Characters that the id of a target may have (API reference, Target). */
const LONGEST_ID = 64

const RULES = 'arn:${AWS::Partition}:events:*:*:rule/*'
const CREATE = 'eventbridge-rule/create'
const PUT_TARGET = 'eventbridge-rule/put-target'

/** Rules of any event bus, by pattern or by schedule, and how each passes events to a function. */
export const kind: TriggerKind = {
  name: 'eventbridge-rule',
  title: 'EventBridge rule',
  settings: Settings,
  permissions: [
    { use: 'read', actions: ['events:DescribeRule', 'events:ListTargetsByRule'], resource: RULES },
    { use: 'read', actions: ['events:ListEventBuses', 'events:ListRuleNamesByTarget'], resource: '*' },
    {
      use: 'write',
      actions: [
        'events:DescribeRule',
        'events:ListTargetsByRule',
        'events:PutRule',
        'events:DeleteRule',
        'events:PutTargets',
        'events:RemoveTargets',
      ],
      resource: RULES,
    },
    {
      use: 'write',
      actions: ['iam:PassRole'],
      resource: 'arn:${AWS::Partition}:iam::*:role/*',
      condition: { StringEquals: { 'iam:PassedToService': 'events.amazonaws.com' } },
    },
  ],
  changes: [
    {
      eventSource: 'events.amazonaws.com',
      eventNames: ['PutRule', 'DeleteRule', 'EnableRule', 'DisableRule', 'PutTargets', 'RemoveTargets'],
      sourcesOf: rulesIn,
    },
  ],
  reader: { by: 'policy', principals: ['events.amazonaws.com'], find: findRules, read: readRule },
  writer: {
    plan,
    carryOut: (aws, step, intend) =>
      step.action === CREATE ? createRule(aws, step, intend) : putTarget(aws, step, intend),
    takeBack: (aws, step, done) =>
      step.action === CREATE ? deleteRule(aws, step, done) : removeTarget(aws, step, done),
    // A rule that is there stays as it is, and an id that another target has gives way.
    isBack: (wanted, found) => sameLess(objectOf(wanted, 'Target'), objectOf(found, 'Target'), ['Id']),
  },
}

/** Calls name the rule as `name` or, those about targets, as `rule`; the bus by name or ARN, the default one not at all. */
function rulesIn({ request, ...place }: SourceChange): readonly string[] {
  const Name = textOf(request, 'name') ?? textOf(request, 'rule')
  const bus = textOf(request, 'eventBusName') ?? 'default'
  const EventBusName = bus.replace(/^arn:.*?:event-bus\//, '')
  return Name === undefined ? [] : [ruleArn(place, { Name, EventBusName })]
}

function ruleArn({ partition, region, account }: Place, { Name, EventBusName }: RuleKey): string {
  const path = EventBusName === 'default' ? Name : `${EventBusName}/${Name}`
  return `arn:${partition}:events:${region}:${account}:rule/${path}`
}

/** Names of partner buses have slashes; names of rules have none. */
function ruleIn(arn: string): RuleKey {
  const [, EventBusName = 'default', Name = ''] =
    /^rule\/(?:(.+)\/)?([^/]+)$/.exec(parseArn(arn)?.resource ?? '') ?? []
  return { Name, EventBusName }
}

async function openEvents(aws: AwsDoor, region = ''): Promise<EventBridgeClient> {
  const { EventBridgeClient } = await import('@aws-sdk/client-eventbridge')
  return aws.client(EventBridgeClient, region)
}

/** EventBridge knows the rules that have a target: one that is not named exactly is looked for on every bus. */
async function findRules(aws: AwsDoor, grant: Grant, place: Place): Promise<readonly string[]> {
  const exact = exactSource(grant)
  if (exact !== undefined) return [exact]
  const rules = await rulesWithTarget(await openEvents(aws, place.region), grant.invokes)
  return rules.map((key) => ruleArn(place, key)).filter((arn) => mayMean(grant, arn))
}

async function readRule(aws: AwsDoor, source: string): Promise<SourceReading | undefined> {
  const { region = '', account = '' } = parseArn(source) ?? {}
  const client = await openEvents(aws, region)
  const rule = await describeRule(client, ruleIn(source))
  if (rule === undefined) return undefined
  const targets = await listTargets(client, ruleIn(source))
  const facts = rule.CreatedBy === undefined ? {} : { facts: { CreatedBy: rule.CreatedBy } }
  const settings = ruleSettings(rule, ruleIn(source))
  return {
    source: { arn: source, account, region, ...facts },
    triggers: targets
      .filter(({ Arn = '' }) => parseArn(Arn)?.service === 'lambda')
      .map((target) => ({
        invokes: target.Arn ?? '',
        settings: { Rule: settings, Target: targetSettings(target) },
      })),
  }
}

/** A rule by schedule may have an empty pattern. */
function ruleSettings({ EventPattern, ...rule }: DescribeRuleCommandOutput, key: RuleKey): JsonObject {
  const { ScheduleExpression, State, Description, RoleArn, ManagedBy } = rule
  const pattern = EventPattern === '' ? undefined : EventPattern
  return plainObject({
    ...key,
    EventPattern: pattern,
    ScheduleExpression,
    State,
    Description,
    RoleArn,
    ManagedBy,
  })
}

function targetSettings(target: Target): JsonObject {
  const { Id, RoleArn, Input, InputPath, InputTransformer, DeadLetterConfig, RetryPolicy } = target
  return plainObject({ Id, RoleArn, Input, InputPath, InputTransformer, DeadLetterConfig, RetryPolicy })
}

/** A rule without targets wakes nothing, so it can come before the function is verified; its target makes it live. */
function plan({ source, settings }: Trigger, { invokes, map }: TriggerTarget): TriggerPlan {
  const arn = map(source)
  const { Rule: rule, Target: target } = Settings.parse(settings)
  if (rule.ManagedBy !== undefined)
    return { steps: [], byHand: [byService(rule.Name, rule.ManagedBy, invokes)] }
  const key = ruleIn(arn)
  const step = { resource: arn, risk: 'low', canUndo: true } as const
  const create = {
    ...step,
    action: CREATE,
    phase: 'create' as const,
    what: `Create the rule ${arn} if it is not there; one that is there stays as it is`,
    why: 'The rule invoked the function when the point was taken. Without a target it wakes nothing.',
    input: { Rule: mapArns(plainObject({ ...rule, ...key }), map) },
  }
  const put = {
    ...step,
    action: PUT_TARGET,
    phase: 'enable' as const,
    what: `Make ${invokes} a target of ${arn}; other targets stay`,
    why: 'The rule invoked the function when the point was taken.',
    input: { Target: { ...mapArns(plainObject(target), map), Arn: invokes } },
  }
  return { steps: [create, put], byHand: [] }
}

function byService(name: string, service: string, invokes: string): string {
  return `Rule ${name} is managed by ${service}: have that service make it again for ${invokes}.`
}

async function createRule(
  aws: AwsDoor,
  { input, resource }: TriggerStep,
  intend?: Intend,
): Promise<JsonObject> {
  const { PutRuleCommand } = await import('@aws-sdk/client-eventbridge')
  const client = await openEvents(aws, parseArn(resource)?.region)
  if ((await describeRule(client, ruleIn(resource))) !== undefined) return { created: false }
  const rule = Rule.parse(input['Rule'])
  await intend?.({ created: true })
  await call('PutRule', () => client.send(new PutRuleCommand(rule)))
  return { created: true }
}

/** Whoever added a target in the meantime keeps the rule. */
async function deleteRule(aws: AwsDoor, { resource }: TriggerStep, done: JsonObject): Promise<void> {
  if (done['created'] !== true) return
  const { DeleteRuleCommand } = await import('@aws-sdk/client-eventbridge')
  const client = await openEvents(aws, parseArn(resource)?.region)
  if ((await listTargets(client, ruleIn(resource))).length > 0) return
  await callOptional('DeleteRule', () => client.send(new DeleteRuleCommand(ruleIn(resource))))
}

async function putTarget(
  aws: AwsDoor,
  { input, resource }: TriggerStep,
  intend?: Intend,
): Promise<JsonObject> {
  const client = await openEvents(aws, parseArn(resource)?.region)
  const wanted = objectOf(input, 'Target') as unknown as Target
  const targets = await listTargets(client, ruleIn(resource))
  const own = targets.filter(({ Arn }) => Arn === wanted.Arn)
  if (own.some((one) => sameButId(one, wanted))) return { written: false }
  const previous = own.find(({ Id }) => Id === wanted.Id)
  const taken = targets.filter((one) => one !== previous).map(({ Id }) => Id)
  const Id = await freeName(wanted.Id ?? '', LONGEST_ID, (id) => !taken.includes(id))
  const done = { written: true, id: Id, previous: previous === undefined ? null : plainObject(previous) }
  await intend?.(done)
  await putRuleTarget(client, ruleIn(resource), { ...wanted, Id })
  return done
}

async function removeTarget(aws: AwsDoor, { resource }: TriggerStep, done: JsonObject): Promise<void> {
  if (done['written'] !== true) return
  const client = await openEvents(aws, parseArn(resource)?.region)
  const previous = objectOf(done, 'previous')
  if (textOf(previous, 'Id') === undefined)
    return await removeRuleTarget(client, ruleIn(resource), textOf(done, 'id') ?? '')
  await putRuleTarget(client, ruleIn(resource), previous as unknown as Target)
}

function sameButId(one: Target, wanted: Target): boolean {
  return isDeepStrictEqual({ ...targetSettings(one), Id: '' }, { ...targetSettings(wanted), Id: '' })
}
