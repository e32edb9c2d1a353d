import { isDeepStrictEqual } from 'node:util'
import type { ConfigRule, ConfigServiceClient } from '@aws-sdk/client-config-service'
import * as z from 'zod'
import { call, callOptional, callPages } from '../../aws/calls.ts'
import { plainObject } from '../../aws/plain-json.ts'
import { TriggerTakenError } from '../../errors.ts'
import { parseArn } from '../../model/arn.ts'
import type { JsonObject } from '../../model/json.ts'
import { objectOf, textOf, valueAt } from '../../model/members.ts'
import { mapArns } from '../../model/map-arns.ts'
import type { AwsDoor } from '../aws-door.ts'
import { exactSource, mayMean } from '../grant-source.ts'
import type { Grant, Intend, Place, SourceReading, TriggerKind, TriggerStep } from '../kind.ts'

const Frequency = z.enum(['One_Hour', 'Three_Hours', 'Six_Hours', 'Twelve_Hours', 'TwentyFour_Hours'])

const Settings = z.strictObject({
  ConfigRuleName: z.string(),
  Description: z.string().optional(),
  Scope: z
    .strictObject({
      ComplianceResourceTypes: z.array(z.string()).optional(),
      TagKey: z.string().optional(),
      TagValue: z.string().optional(),
      ComplianceResourceId: z.string().optional(),
      ServicePrincipals: z.array(z.string()).optional(),
    })
    .optional(),
  SourceDetails: z.array(
    z.strictObject({
      EventSource: z.enum(['aws.config']).optional(),
      MessageType: z
        .enum([
          'ConfigurationItemChangeNotification',
          'ConfigurationSnapshotDeliveryCompleted',
          'OversizedConfigurationItemChangeNotification',
          'ScheduledNotification',
        ])
        .optional(),
      MaximumExecutionFrequency: Frequency.optional(),
    }),
  ),
  InputParameters: z.string().optional(),
  MaximumExecutionFrequency: Frequency.optional(),
  EvaluationModes: z
    .array(z.strictObject({ Mode: z.enum(['DETECTIVE', 'PROACTIVE']).optional() }))
    .optional(),
})
type Settings = z.infer<typeof Settings>

/** A rule's ARN has an id that AWS chose, and its name nowhere: the vault's index has keys of its own for names. */
const NAMED = 'config-rule-name'

/** Rules of AWS Config that a function decides. */
export const kind: TriggerKind = {
  name: 'config-rule',
  title: 'AWS Config rule',
  settings: Settings,
  permissions: [
    { use: 'read', actions: ['config:DescribeConfigRules'], resource: '*' },
    { use: 'write', actions: ['config:DescribeConfigRules'], resource: '*' },
    {
      use: 'write',
      actions: ['config:PutConfigRule', 'config:DeleteConfigRule'],
      resource: 'arn:${AWS::Partition}:config:*:*:config-rule/*',
    },
  ],
  changes: [
    {
      eventSource: 'config.amazonaws.com',
      eventNames: ['PutConfigRule'],
      detail: { requestParameters: { configRule: { source: { owner: ['CUSTOM_LAMBDA'] } } } },
      sourcesOf: ({ request, ...place }) => {
        const name = textOf(objectOf(request, 'configRule'), 'configRuleName')
        const arn = valueAt(request, 'configRule.configRuleArn')
        return [arn, nameKey(place, name)].filter((key) => typeof key === 'string')
      },
    },
    {
      // It has the rule's name and nothing else, of rules of every sort.
      eventSource: 'config.amazonaws.com',
      eventNames: ['DeleteConfigRule'],
      sourcesOf: ({ request, ...place }) =>
        [nameKey(place, textOf(request, 'configRuleName'))].filter((key) => key !== undefined),
    },
  ],
  alsoUnder: ({ source, settings }) => {
    const name = textOf(settings, 'ConfigRuleName')
    return name === undefined ? [] : [source.replace(/:config-rule\/.*$/, () => `:${NAMED}/${name}`)]
  },
  reader: { by: 'policy', principals: ['config.amazonaws.com'], find: findRules, read: readRule },
  writer: {
    plan: ({ source, settings, invokes: replaces }, { invokes, map }) => ({
      steps: [
        {
          action: 'config-rule/put',
          // A rule is evaluated as soon as it is there.
          phase: 'enable',
          resource: map(source),
          what: `Let the rule ${textOf(settings, 'ConfigRuleName') ?? map(source)} ask ${invokes}`,
          why: 'AWS Config asked the function when the point was taken.',
          risk: invokes === replaces ? 'low' : 'high',
          canUndo: true,
          input: { invokes, replaces, rule: mapArns(settings, map) },
        },
      ],
      byHand: [],
    }),
    carryOut: putRule,
    takeBack: takeRuleBack,
  },
}

function nameKey({ partition, region, account }: Place, name: string | undefined): string | undefined {
  return name === undefined ? undefined : `arn:${partition}:config:${region}:${account}:${NAMED}/${name}`
}

const sdk = () => import('@aws-sdk/client-config-service')

async function clientOf(aws: AwsDoor, region = ''): Promise<ConfigServiceClient> {
  const { ConfigServiceClient } = await sdk()
  return aws.client(ConfigServiceClient, region)
}

async function listRules(client: ConfigServiceClient): Promise<readonly ConfigRule[]> {
  const { paginateDescribeConfigRules } = await sdk()
  const pages = paginateDescribeConfigRules({ client }, {})
  const rules = await callPages('DescribeConfigRules', pages, (page) => page.ConfigRules)
  return rules.filter(({ Source }) => Source?.Owner === 'CUSTOM_LAMBDA')
}

/** Deleting a rule may take an hour (Config API reference, DeleteConfigRule), in which it can be read and asks no more. */
function stays({ ConfigRuleState }: ConfigRule): boolean {
  return ConfigRuleState !== 'DELETING'
}

async function findRules(aws: AwsDoor, grant: Grant, { region }: Place): Promise<readonly string[]> {
  const exact = exactSource(grant)
  if (exact !== undefined) return [exact]
  const rules = (await listRules(await clientOf(aws, region))).filter(stays)
  const asking = rules.filter(({ Source }) => Source?.SourceIdentifier === grant.invokes)
  return asking.map(({ ConfigRuleArn = '' }) => ConfigRuleArn).filter((arn) => mayMean(grant, arn))
}

/** Config can be asked for a rule by name only, and the name is not in its ARN. */
async function readRule(aws: AwsDoor, source: string): Promise<SourceReading | undefined> {
  const { region = '', account = '' } = parseArn(source) ?? {}
  const rules = await listRules(await clientOf(aws, region))
  const rule = rules.find(({ ConfigRuleArn }) => ConfigRuleArn === source)
  if (rule === undefined || !stays(rule)) return undefined
  const { CreatedBy, Source } = rule
  const invokes = Source?.SourceIdentifier
  return {
    source: { arn: source, account, region, ...(CreatedBy === undefined ? {} : { facts: { CreatedBy } }) },
    triggers: invokes === undefined ? [] : [{ invokes, settings: settingsOf(rule) }],
  }
}

function settingsOf({ Scope, Source, ...rule }: ConfigRule): JsonObject {
  const { ConfigRuleName, Description, InputParameters, MaximumExecutionFrequency, EvaluationModes } = rule
  const { ComplianceResourceTypes: types, ServicePrincipals: principals, ...scope } = Scope ?? {}
  const details = (Source?.SourceDetails ?? []).map((detail) => plainObject(detail))
  const sorted = {
    ...scope,
    ...(types && { ComplianceResourceTypes: types.toSorted() }),
    ...(principals && { ServicePrincipals: principals.toSorted() }),
  }
  return plainObject({
    ConfigRuleName,
    Description,
    Scope: Scope && sorted,
    SourceDetails: details.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    InputParameters,
    MaximumExecutionFrequency,
    EvaluationModes: EvaluationModes?.toSorted((a, b) => ((a.Mode ?? '') < (b.Mode ?? '') ? -1 : 1)),
  })
}

const Input = z.object({ invokes: z.string(), replaces: z.string(), rule: Settings })

async function putRule(aws: AwsDoor, { input, resource }: TriggerStep, intend?: Intend): Promise<JsonObject> {
  const { invokes, replaces, rule: wanted } = Input.parse(input)
  const client = await clientOf(aws, parseArn(resource)?.region)
  const { DescribeConfigRulesCommand } = await sdk()
  const command = new DescribeConfigRulesCommand({ ConfigRuleNames: [wanted.ConfigRuleName] })
  const found = await callOptional('DescribeConfigRules', () => client.send(command))
  const rule = found?.ConfigRules?.[0]
  if (rule === undefined) {
    const done = { wrote: 'rule' }
    await intend?.(done)
    await write(client, wanted, invokes)
    return done
  }
  const present = rule.Source?.SourceIdentifier ?? ''
  const before = settingsOf(rule)
  if (present === invokes && isDeepStrictEqual(before, plainObject(wanted))) return { wrote: 'nothing' }
  if (present !== invokes && present !== replaces)
    throw new TriggerTakenError(`The rule ${wanted.ConfigRuleName} asks ${present}, and can ask only one.`)
  const done = { wrote: 'settings', before, function: present }
  await intend?.(done)
  await write(client, wanted, invokes)
  return done
}

async function write(
  client: ConfigServiceClient,
  { SourceDetails, Scope, EvaluationModes, ...rule }: Settings,
  SourceIdentifier: string,
): Promise<void> {
  const { PutConfigRuleCommand } = await sdk()
  const ConfigRule = {
    ...rule,
    Source: { Owner: 'CUSTOM_LAMBDA' as const, SourceIdentifier, SourceDetails },
    ...(Scope && { Scope }),
    ...(EvaluationModes && { EvaluationModes }),
  }
  await call('PutConfigRule', () => client.send(new PutConfigRuleCommand({ ConfigRule })))
}

const Done = z.object({ before: Settings, function: z.string() })

async function takeRuleBack(aws: AwsDoor, { input, resource }: TriggerStep, done: JsonObject): Promise<void> {
  if (done['wrote'] !== 'rule' && done['wrote'] !== 'settings') return
  const client = await clientOf(aws, parseArn(resource)?.region)
  if (done['wrote'] === 'settings') {
    const { before, function: asked } = Done.parse(done)
    return write(client, before, asked)
  }
  const { DeleteConfigRuleCommand } = await sdk()
  const { ConfigRuleName } = Input.parse(input).rule
  const command = new DeleteConfigRuleCommand({ ConfigRuleName })
  await callOptional('DeleteConfigRule', () => client.send(command))
}
