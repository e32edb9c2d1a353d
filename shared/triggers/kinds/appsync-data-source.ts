import type { Api, AppSyncClient, SyncConfig } from '@aws-sdk/client-appsync'
import * as z from 'zod'
import { call, callOptional, callPages } from '../../aws/calls.ts'
import { plainObject } from '../../aws/plain-json.ts'
import { parseArn } from '../../model/arn.ts'
import type { JsonObject } from '../../model/json.ts'
import { objectOf, textOf } from '../../model/members.ts'
import type { Trigger } from '../../model/trigger.ts'
import { appsyncApiOf } from '../../triggers/appsync-api.ts'
import type { Slot } from '../../triggers/slot.ts'
import { fillSlot, giveBack, isLeftBehind } from '../../triggers/slot.ts'
import type { AwsDoor } from '../aws-door.ts'
import type { Intend, Place, SourceReading, TriggerKind } from '../kind.ts'
import type { TriggerPlan, TriggerStep, TriggerTarget } from '../kind.ts'

/** A data source as it is, less the function. */
const DataSource = z.strictObject({
  name: z.string(),
  description: z.string().optional(),
  serviceRoleArn: z.string().optional(),
  metricsConfig: z.enum(['ENABLED', 'DISABLED']).optional(),
})
type DataSource = z.infer<typeof DataSource>

/** The resolver, or the function of a pipeline, whose conflicts the Lambda function settles. */
const Handled = z.union([
  z.strictObject({ typeName: z.string(), fieldName: z.string() }),
  z.strictObject({ functionId: z.string(), name: z.string() }),
])
type Handled = z.infer<typeof Handled>

const Settings = z.union([
  z.strictObject({ dataSource: DataSource }),
  z.strictObject({ conflictsOf: Handled }),
])

const READS = [
  'ListGraphqlApis',
  'ListApis',
  'ListDataSources',
  'ListTypes',
  'ListResolvers',
  'ListFunctions',
]
const WRITES = ['GetDataSource', 'CreateDataSource', 'UpdateDataSource', 'DeleteDataSource']

/** AppSync: data sources that are the function, and conflicts that it settles. None of these calls knows a resource. */
export const kind: TriggerKind = {
  name: 'appsync-data-source',
  title: 'AppSync data source',
  settings: Settings,
  permissions: [
    { use: 'read', actions: READS.map((name) => `appsync:${name}`), resource: '*' },
    { use: 'write', actions: WRITES.map((name) => `appsync:${name}`), resource: '*' },
    {
      use: 'write',
      actions: ['iam:PassRole'],
      resource: 'arn:${AWS::Partition}:iam::*:role/*',
      condition: { StringEquals: { 'iam:PassedToService': 'appsync.amazonaws.com' } },
    },
  ],
  changes: [
    {
      eventSource: 'appsync.amazonaws.com',
      eventNames: [
        'CreateDataSource',
        'UpdateDataSource',
        'DeleteDataSource',
        'DeleteGraphqlApi',
        'DeleteApi',
      ],
      sourcesOf: appsyncApiOf,
    },
    {
      // A deployment writes every resolver of an API: only those that have a function settle their conflicts.
      eventSource: 'appsync.amazonaws.com',
      eventNames: ['CreateResolver', 'UpdateResolver', 'CreateFunction', 'UpdateFunction'],
      detail: { requestParameters: { syncConfig: { conflictHandler: ['LAMBDA'] } } },
      sourcesOf: appsyncApiOf,
    },
  ],
  reader: { by: 'list', list: listApis },
  writer: {
    plan,
    carryOut,
    takeBack,
    // A data source that is there stays as it is, but for the function that it invokes.
    isBack: (wanted, found) => nameOf(wanted) === nameOf(found),
  },
}

function nameOf(settings: JsonObject): string | undefined {
  return textOf(objectOf(settings, 'dataSource'), 'name')
}

async function listApis(aws: AwsDoor, { account, region }: Place): Promise<readonly SourceReading[]> {
  const sdk = await import('@aws-sdk/client-appsync')
  const client = aws.client(sdk.AppSyncClient, region)
  const graphql = sdk.paginateListGraphqlApis({ client, pageSize: PAGE }, {})
  const events = sdk.paginateListApis({ client, pageSize: PAGE }, {})
  const apis = [
    ...(await callPages('ListGraphqlApis', graphql, ({ graphqlApis }) => graphqlApis)),
    ...(await callPages('ListApis', events, (page) => page.apis)).map(eventApi),
  ]
  const readings: SourceReading[] = []
  for (const { arn = '', apiId = '', name, apiType } of apis) {
    const triggers = await readTriggers(client, apiId)
    const source = { arn, account, region, facts: plainObject({ name, apiType }) }
    if (triggers.length > 0) readings.push({ source, triggers })
  }
  return readings
}

/** Items of a page, at most (API reference, ListGraphqlApis and others). */
const PAGE = 25

function eventApi({ apiArn: arn, apiId, name }: Api) {
  return { arn, apiId, name, apiType: 'EVENT' }
}

type Found = SourceReading['triggers'][number]

async function readTriggers(client: AppSyncClient, apiId: string): Promise<readonly Found[]> {
  const { paginateListDataSources } = await import('@aws-sdk/client-appsync')
  const pages = paginateListDataSources({ client, pageSize: PAGE }, { apiId })
  const all = await callPages('ListDataSources', pages, ({ dataSources }) => dataSources)
  const own = all.flatMap(({ name, description, serviceRoleArn, metricsConfig, lambdaConfig }) => {
    const dataSource = plainObject({ name, description, serviceRoleArn, metricsConfig })
    const invokes = lambdaConfig?.lambdaFunctionArn
    return invokes === undefined ? [] : [{ invokes, settings: { dataSource } }]
  })
  // Only what writes to a versioned data source can conflict (developer guide, "Conflict detection and sync").
  const versioned = all.some(({ dynamodbConfig }) => dynamodbConfig?.versioned === true)
  return versioned ? [...own, ...(await readHandlers(client, apiId))] : own
}

async function readHandlers(client: AppSyncClient, apiId: string): Promise<readonly Found[]> {
  const sdk = await import('@aws-sdk/client-appsync')
  const pages = { client, pageSize: PAGE }
  const ofTypes = sdk.paginateListTypes(pages, { apiId, format: 'SDL' })
  const types = await callPages('ListTypes', ofTypes, (page) => page.types)
  const ofFunctions = sdk.paginateListFunctions(pages, { apiId })
  const functions = await callPages('ListFunctions', ofFunctions, (page) => page.functions)
  const handlers = functions.map(({ functionId, name, syncConfig }) =>
    handlerOf({ functionId, name }, syncConfig),
  )
  for (const { name: typeName } of types) {
    const ofResolvers = sdk.paginateListResolvers(pages, { apiId, typeName })
    const resolvers = await callPages('ListResolvers', ofResolvers, (page) => page.resolvers)
    handlers.push(
      ...resolvers.map(({ fieldName, syncConfig }) => handlerOf({ typeName, fieldName }, syncConfig)),
    )
  }
  return handlers.flat()
}

function handlerOf(conflictsOf: object, syncConfig: SyncConfig | undefined): readonly Found[] {
  const invokes = syncConfig?.lambdaConflictHandlerConfig?.lambdaConflictHandlerArn
  return invokes === undefined ? [] : [{ invokes, settings: { conflictsOf: plainObject(conflictsOf) } }]
}

function plan(trigger: Trigger, target: TriggerTarget): TriggerPlan {
  const { source, invokes: was } = trigger
  const api = target.map(source)
  const create = `Create the AppSync API ${source} in ${target.region}, map its ARN, and restore the triggers again: AWS gives out no definition that it can be made from whole.`
  if (isLeftBehind(trigger, target)) return { steps: [], byHand: [create] }
  const settings = Settings.parse(trigger.settings)
  return 'dataSource' in settings
    ? { steps: [stepOf(trigger, target, settings.dataSource)], byHand: [] }
    : { steps: [], byHand: was === target.invokes ? [] : [handleByHand(api, settings.conflictsOf, target)] }
}

/** A resolver is written whole, code and all: that is left to whoever deploys it. */
function handleByHand(api: string, of: Handled, { invokes }: TriggerTarget): string {
  const name = 'functionId' in of ? `function ${of.name}` : `resolver ${of.typeName}.${of.fieldName}`
  return `Name ${invokes} as the conflict handler of ${name} of ${api}.`
}

function stepOf(trigger: Trigger, { map, invokes }: TriggerTarget, dataSource: DataSource): TriggerStep {
  const { serviceRoleArn: role, ...rest } = dataSource
  const there = plainObject({ ...rest, serviceRoleArn: role === undefined ? undefined : map(role) })
  return {
    action: 'appsync-data-source/set-function',
    phase: 'enable',
    resource: map(trigger.source),
    what: `Let data source ${dataSource.name} of ${map(trigger.source)} invoke ${invokes}`,
    why: 'It invoked the function when the point was taken.',
    risk: invokes === trigger.invokes ? 'low' : 'high',
    canUndo: true,
    input: { was: trigger.invokes, wanted: invokes, dataSource: there },
  }
}

const Input = z.object({ was: z.string(), wanted: z.string(), dataSource: DataSource })

async function carryOut(
  aws: AwsDoor,
  { resource, input }: TriggerStep,
  intend?: Intend,
): Promise<JsonObject> {
  const { was, wanted, dataSource } = Input.parse(input)
  const name = `data source ${dataSource.name} of ${resource}`
  return fillSlot(await findSlot(aws, resource, dataSource), { name, was, wanted, value: wanted }, intend)
}

async function takeBack(aws: AwsDoor, { resource, input }: TriggerStep, done: JsonObject): Promise<void> {
  await giveBack(await findSlot(aws, resource, Input.parse(input).dataSource), done)
}

/** What an update does not send is unset (API reference, UpdateDataSource): the present settings go along. */
async function findSlot(aws: AwsDoor, api: string, wanted: DataSource): Promise<Slot> {
  const sdk = await import('@aws-sdk/client-appsync')
  const { region = '', resource } = parseArn(api) ?? { resource: '' }
  const client = aws.client(sdk.AppSyncClient, region)
  const at = { apiId: resource.replace('apis/', ''), name: wanted.name }
  const find = () => client.send(new sdk.GetDataSourceCommand(at))
  const now = (await callOptional('GetDataSource', find))?.dataSource
  const type = 'AWS_LAMBDA' as const
  const configOf = (lambdaFunctionArn: string) => ({ ...at, type, lambdaConfig: { lambdaFunctionArn } })
  const create = (arn: string) =>
    client.send(new sdk.CreateDataSourceCommand({ ...wanted, ...configOf(arn) }))
  const update = (arn: string) => client.send(new sdk.UpdateDataSourceCommand({ ...now, ...configOf(arn) }))
  const value = now?.lambdaConfig?.lambdaFunctionArn
  return {
    holds: value ?? now?.type,
    value,
    set: async (arn) => {
      if (now === undefined) await call('CreateDataSource', () => create(arn))
      else await call('UpdateDataSource', () => update(arn))
    },
    clear: async () => {
      await callOptional('DeleteDataSource', () => client.send(new sdk.DeleteDataSourceCommand(at)))
    },
  }
}
