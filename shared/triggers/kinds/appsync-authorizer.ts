import type {
  Api,
  AppSyncClient,
  GraphqlApi,
  LambdaAuthorizerConfig,
  UpdateGraphqlApiRequest,
} from '@aws-sdk/client-appsync'
import * as z from 'zod'
import { call, callOptional, callPages } from '../../aws/calls.ts'
import { plainObject } from '../../aws/plain-json.ts'
import { NotFoundError } from '../../errors.ts'
import { parseArn } from '../../model/arn.ts'
import type { JsonObject } from '../../model/json.ts'
import type { Trigger } from '../../model/trigger.ts'
import { withoutQualifier } from '../../model/make-arn.ts'
import { appsyncApiOf } from '../../triggers/appsync-api.ts'
import type { Slot } from '../../triggers/slot.ts'
import { fillSlot, giveBack, isLeftBehind } from '../../triggers/slot.ts'
import type { AwsDoor } from '../aws-door.ts'
import { mayMean } from '../grant-source.ts'
import type { Grant, Intend, Place, SourceReading, TriggerKind } from '../kind.ts'
import type { TriggerPlan, TriggerStep, TriggerTarget } from '../kind.ts'

const Settings = z.strictObject({
  /** GRAPHQL, MERGED or EVENT. */
  apiType: z.string(),
  authorizer: z.strictObject({
    authorizerUri: z.string(),
    authorizerResultTtlInSeconds: z.number().optional(),
    identityValidationExpression: z.string().optional(),
  }),
})

const APIS = 'arn:${AWS::Partition}:appsync:*:*:apis/*'

/** AppSync APIs that ask the function who may call them. */
export const kind: TriggerKind = {
  name: 'appsync-authorizer',
  title: 'AppSync authorizer',
  settings: Settings,
  permissions: [
    { use: 'read', actions: ['appsync:GetGraphqlApi', 'appsync:GetApi'], resource: APIS },
    { use: 'read', actions: ['appsync:ListGraphqlApis', 'appsync:ListApis'], resource: '*' },
    {
      use: 'write',
      actions: ['appsync:GetGraphqlApi', 'appsync:GetApi', 'appsync:UpdateGraphqlApi', 'appsync:UpdateApi'],
      resource: APIS,
    },
    {
      // Settings are sent back whole, with the role that writes the log.
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
        'CreateGraphqlApi',
        'UpdateGraphqlApi',
        'DeleteGraphqlApi',
        'CreateApi',
        'UpdateApi',
        'DeleteApi',
      ],
      sourcesOf: appsyncApiOf,
    },
  ],
  reader: { by: 'policy', principals: ['appsync.amazonaws.com'], find: findApis, read: readApi },
  writer: {
    plan,
    carryOut,
    takeBack,
    // An API has one authorizer that is a function; all but which one stays as it is.
    isBack: () => true,
  },
}

const ONE_API = /^arn:[\w-]+:appsync:[\w-]+:\d+:apis\/[\w-]+(?=\/|$)/

/** Lists of the APIs tell their authorizers: those that are the function are what a wildcard means. */
async function findApis(aws: AwsDoor, grant: Grant, { region }: Place): Promise<readonly string[]> {
  const exact = ONE_API.exec(grant.sourceArn ?? '')?.[0]
  if (exact !== undefined) return [exact]
  const sdk = await import('@aws-sdk/client-appsync')
  const client = aws.client(sdk.AppSyncClient, region)
  const graphql = sdk.paginateListGraphqlApis({ client, pageSize: PAGE }, {})
  const events = sdk.paginateListApis({ client, pageSize: PAGE }, {})
  const apis = [
    ...(await callPages('ListGraphqlApis', graphql, ({ graphqlApis }) => graphqlApis)).map(fromGraphql),
    ...(await callPages('ListApis', events, (page) => page.apis)).map(fromEvents),
  ]
  const wanted = withoutQualifier(grant.invokes)
  return apis
    .filter(({ authorizer }) => withoutQualifier(authorizer?.authorizerUri ?? '') === wanted)
    .flatMap(({ arn }) => arn ?? [])
    .filter((arn) => mayMean(grant, arn))
    .sort()
}

/** Items of a page, at most (API reference, ListGraphqlApis). */
const PAGE = 25

/** An API of either sort. It has one Lambda authorizer at most (developer guide, "AWS_LAMBDA authorization"). */
interface AnyApi {
  readonly arn: string | undefined
  readonly name: string | undefined
  readonly apiType: string
  readonly authorizer: LambdaAuthorizerConfig | undefined
}

function fromGraphql(api: GraphqlApi): AnyApi {
  const {
    arn,
    name,
    apiType = 'GRAPHQL',
    lambdaAuthorizerConfig,
    additionalAuthenticationProviders = [],
  } = api
  const others = additionalAuthenticationProviders.map((provider) => provider.lambdaAuthorizerConfig)
  return {
    arn,
    name,
    apiType,
    authorizer: [lambdaAuthorizerConfig, ...others].find((one) => one !== undefined),
  }
}

function fromEvents({ apiArn: arn, name, eventConfig }: Api): AnyApi {
  const configs = (eventConfig?.authProviders ?? []).map((provider) => provider.lambdaAuthorizerConfig)
  return { arn, name, apiType: 'EVENT', authorizer: configs.find((one) => one !== undefined) }
}

async function readApi(aws: AwsDoor, source: string): Promise<SourceReading | undefined> {
  const { account = '', region = '' } = parseArn(source) ?? {}
  const { client, apiId } = await openApi(aws, source)
  const graphql = await getGraphqlApi(client, apiId)
  const events = graphql === undefined ? await getEventApi(client, apiId) : undefined
  const api = graphql === undefined ? events && fromEvents(events) : fromGraphql(graphql)
  if (api === undefined) return undefined
  const { name, apiType, authorizer } = api
  const settings = { apiType, authorizer: plainObject(authorizer) }
  return {
    source: { arn: source, account, region, facts: plainObject({ name, apiType }) },
    triggers:
      authorizer?.authorizerUri === undefined ? [] : [{ invokes: authorizer.authorizerUri, settings }],
  }
}

async function openApi(aws: AwsDoor, source: string) {
  const { AppSyncClient } = await import('@aws-sdk/client-appsync')
  const { region = '', resource } = parseArn(source) ?? { resource: '' }
  return { client: aws.client(AppSyncClient, region), apiId: resource.replace('apis/', '') }
}

async function getGraphqlApi(client: AppSyncClient, apiId: string): Promise<GraphqlApi | undefined> {
  const { GetGraphqlApiCommand } = await import('@aws-sdk/client-appsync')
  return (await callOptional('GetGraphqlApi', () => client.send(new GetGraphqlApiCommand({ apiId }))))
    ?.graphqlApi
}

async function getEventApi(client: AppSyncClient, apiId: string): Promise<Api | undefined> {
  const { GetApiCommand } = await import('@aws-sdk/client-appsync')
  return (await callOptional('GetApi', () => client.send(new GetApiCommand({ apiId }))))?.api
}

function plan(trigger: Trigger, target: TriggerTarget): TriggerPlan {
  const { source, invokes: was } = trigger
  const { apiType } = Settings.parse(trigger.settings)
  const api = target.map(source)
  const create = `Create the AppSync API ${source} in ${target.region}, map its ARN, and restore the triggers again: AWS gives out no definition that it can be made from whole.`
  if (isLeftBehind(trigger, target)) return { steps: [], byHand: [create] }
  const step: TriggerStep = {
    action: 'appsync-authorizer/set-function',
    phase: 'enable',
    resource: api,
    what: `Let the authorizer of ${api} be ${target.invokes}`,
    why: 'It was the function when the point was taken.',
    // All settings of the API are written: whoever changes another one in the same moment loses it.
    risk: was === target.invokes ? 'low' : 'high',
    canUndo: true,
    input: { was, wanted: target.invokes, apiType },
  }
  return { steps: [step], byHand: [] }
}

const Input = z.object({ was: z.string(), wanted: z.string(), apiType: z.string() })

async function carryOut(
  aws: AwsDoor,
  { resource, input }: TriggerStep,
  intend?: Intend,
): Promise<JsonObject> {
  const { was, wanted, apiType } = Input.parse(input)
  const slot = await findSlot(aws, resource, apiType)
  if (slot === undefined)
    throw new NotFoundError(`${resource} has no Lambda authorizer any more: add it by hand.`)
  return fillSlot(slot, { name: `The authorizer of ${resource}`, was, wanted, value: wanted }, intend)
}

async function takeBack(aws: AwsDoor, { resource, input }: TriggerStep, done: JsonObject): Promise<void> {
  await giveBack(await findSlot(aws, resource, Input.parse(input).apiType), done)
}

/** `undefined` when the API is gone, or has no authorizer that is a function. */
async function findSlot(aws: AwsDoor, source: string, apiType: string): Promise<Slot | undefined> {
  const { client, apiId } = await openApi(aws, source)
  if (apiType === 'EVENT') {
    const api = await getEventApi(client, apiId)
    return api && slotOf(fromEvents(api), (uri) => updateEventApi(client, api, uri))
  }
  const api = await getGraphqlApi(client, apiId)
  return api && slotOf(fromGraphql(api), (uri) => updateGraphqlApi(client, api, uri))
}

function slotOf({ authorizer }: AnyApi, set: (uri: string) => Promise<void>): Slot | undefined {
  const value = authorizer?.authorizerUri
  // It is never empty: whatever is set was there before.
  return value === undefined ? undefined : { holds: value, value, set, clear: () => Promise.resolve() }
}

/** A provider as it is, with another function if it is one. */
function withUri<Provider extends { readonly lambdaAuthorizerConfig?: LambdaAuthorizerConfig | undefined }>(
  provider: Provider,
  authorizerUri: string,
): Provider {
  const { lambdaAuthorizerConfig: config } = provider
  return config === undefined
    ? provider
    : { ...provider, lambdaAuthorizerConfig: { ...config, authorizerUri } }
}

async function updateEventApi(
  client: AppSyncClient,
  { apiId, name, ownerContact, eventConfig }: Api,
  uri: string,
) {
  const { UpdateApiCommand } = await import('@aws-sdk/client-appsync')
  if (eventConfig === undefined) return
  const authProviders = (eventConfig.authProviders ?? []).map((provider) => withUri(provider, uri))
  const command = new UpdateApiCommand({
    apiId,
    name,
    ownerContact,
    eventConfig: { ...eventConfig, authProviders },
  })
  await call('UpdateApi', () => client.send(command))
}

/** What an update does not send is unset: every setting goes back as it was read. One that the SDK learns is an error of the types. */
const SENT_BACK: Readonly<Record<Exclude<keyof UpdateGraphqlApiRequest, 'apiId'>, true>> = {
  name: true,
  logConfig: true,
  authenticationType: true,
  userPoolConfig: true,
  openIDConnectConfig: true,
  additionalAuthenticationProviders: true,
  xrayEnabled: true,
  lambdaAuthorizerConfig: true,
  mergedApiExecutionRoleArn: true,
  ownerContact: true,
  introspectionConfig: true,
  queryDepthLimit: true,
  resolverCountLimit: true,
  enhancedMetricsConfig: true,
}

async function updateGraphqlApi(client: AppSyncClient, api: GraphqlApi, uri: string) {
  const { UpdateGraphqlApiCommand } = await import('@aws-sdk/client-appsync')
  const { apiId, name, authenticationType, additionalAuthenticationProviders: others } = api
  const next = {
    ...withUri(api, uri),
    additionalAuthenticationProviders: others?.map((one) => withUri(one, uri)),
  }
  const kept = Object.fromEntries(Object.entries(next).filter(([member]) => member in SENT_BACK))
  const command = new UpdateGraphqlApiCommand({ ...kept, apiId, name, authenticationType })
  await call('UpdateGraphqlApi', () => client.send(command))
}
