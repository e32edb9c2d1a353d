import type { ApiGatewayV2Client, Integration, Route, Stage } from '@aws-sdk/client-apigatewayv2'
import { call, callItems, callOptional } from '../../aws/calls.ts'
import { plainObject } from '../../aws/plain-json.ts'
import { NotFoundError, TriggerTakenError } from '../../errors.ts'
import { parseArn } from '../../model/arn.ts'
import type { JsonObject } from '../../model/json.ts'
import { textOf, textsOf } from '../../model/members.ts'
import { apiArn, apisMeant, exactApi, isSamePart } from '../../triggers/api-source.ts'
import {
  AuthorizeInput,
  HttpApiSettings,
  Input,
  IntegrateInput,
  planHttpApi,
} from '../../triggers/http-api-plan.ts'
import { functionOf, resolveUri, unresolved } from '../../triggers/invocation-uri.ts'
import type { Slot } from '../../triggers/slot.ts'
import { fillSlot, fillingOf, giveBack } from '../../triggers/slot.ts'
import type { AwsDoor } from '../aws-door.ts'
import type { Grant, Intend, Place, SourceChange, SourceReading, TriggerKind, TriggerStep } from '../kind.ts'

const EVENTS = [
  [
    'CreateIntegration',
    'UpdateIntegration',
    'DeleteIntegration',
    'CreateRoute',
    'UpdateRoute',
    'DeleteRoute',
  ],
  ['CreateAuthorizer', 'UpdateAuthorizer', 'DeleteAuthorizer', 'CreateStage', 'UpdateStage', 'DeleteStage'],
  ['CreateApi', 'ImportApi', 'ReimportApi', 'UpdateApi', 'DeleteApi'],
].flat()

const APIS = 'arn:${AWS::Partition}:apigateway:*::/apis'

/** HTTP and WebSocket APIs: integrations that are the function, with their routes, and authorizers that ask it. */
export const kind: TriggerKind = {
  name: 'http-api',
  title: 'API Gateway HTTP or WebSocket API',
  settings: HttpApiSettings,
  permissions: [
    { use: 'read', actions: ['apigateway:GET'], resource: APIS },
    { use: 'read', actions: ['apigateway:GET'], resource: `${APIS}/*` },
    { use: 'write', actions: ['apigateway:GET'], resource: `${APIS}/*` },
    {
      use: 'write',
      actions: ['apigateway:POST', 'apigateway:PATCH', 'apigateway:DELETE'],
      resource: `${APIS}/*/integrations*`,
    },
    { use: 'write', actions: ['apigateway:POST', 'apigateway:DELETE'], resource: `${APIS}/*/routes*` },
    { use: 'write', actions: ['apigateway:PATCH'], resource: `${APIS}/*/authorizers/*` },
    {
      use: 'write',
      actions: ['iam:PassRole'],
      resource: 'arn:${AWS::Partition}:iam::*:role/*',
      condition: { StringEquals: { 'iam:PassedToService': 'apigateway.amazonaws.com' } },
    },
  ],
  changes: [{ eventSource: 'apigateway.amazonaws.com', eventNames: EVENTS, sourcesOf: apiIn }],
  reader: { by: 'policy', principals: ['apigateway.amazonaws.com'], find: findApis, read: readApi },
  writer: { plan: planHttpApi, carryOut, takeBack, isBack: isSamePart },
}

/** A new API has its `apiId` in the answer. */
function apiIn(change: SourceChange): readonly string[] {
  const id = textOf(change.request, 'apiId') ?? textOf(change.response, 'apiId')
  return id === undefined ? [] : [apiArn(change, id)]
}

/** By wildcard a grant may mean any API of the region. */
async function findApis(aws: AwsDoor, grant: Grant, place: Place): Promise<readonly string[]> {
  const exact = exactApi(grant)
  if (exact !== undefined) return [exact]
  const { ApiGatewayV2Client, GetApisCommand } = await import('@aws-sdk/client-apigatewayv2')
  const client = aws.client(ApiGatewayV2Client, place.region)
  const apis = await callItems('GetApis', (NextToken) => client.send(new GetApisCommand({ NextToken })))
  const ids = apis.map(({ ApiId }) => ApiId)
  return apisMeant(grant, place, ids)
}

async function readApi(aws: AwsDoor, source: string): Promise<SourceReading | undefined> {
  const { GetApiCommand } = await import('@aws-sdk/client-apigatewayv2')
  const { region = '', account = '' } = parseArn(source) ?? {}
  const { client, ApiId } = await openApi(aws, source)
  const api = await callOptional('GetApi', () => client.send(new GetApiCommand({ ApiId })))
  if (api === undefined) return undefined
  const { Name, ProtocolType, RouteSelectionExpression } = api
  const lists = await readLists(client, ApiId)
  const stages = lists.stages.map(stageOf)
  const names = stages.map(({ stageName }) => stageName).sort()
  const found = partsOf(lists).map((part) => ({ ...part, invoked: resolveUri(part.uri, stages) }))
  const facts = plainObject({ Name, ProtocolType, RouteSelectionExpression, stages: names })
  return {
    source: { arn: source, account, region, facts },
    triggers: found.flatMap(({ settings, invoked = [] }) =>
      invoked.map((one) => ({
        invokes: one.invokes,
        settings: plainObject({ protocol: ProtocolType, ...settings, stages: one.stages }),
      })),
    ),
    gaps: found.filter(({ invoked }) => invoked === undefined).map(({ name, uri }) => unresolved(name, uri)),
    definition: () => (ProtocolType === 'HTTP' ? exportApi(client, ApiId) : Promise.resolve(undefined)),
  }
}

async function openApi(aws: AwsDoor, api: string) {
  const { ApiGatewayV2Client } = await import('@aws-sdk/client-apigatewayv2')
  const { region = '', resource: ApiId } = parseArn(api) ?? { resource: '' }
  return { client: aws.client(ApiGatewayV2Client, region), ApiId }
}

type Lists = Awaited<ReturnType<typeof readLists>>

async function readLists(client: ApiGatewayV2Client, ApiId: string) {
  const sdk = await import('@aws-sdk/client-apigatewayv2')
  const page = (NextToken: string | undefined) => ({ ApiId, NextToken })
  const routes = await callItems('GetRoutes', (token) => client.send(new sdk.GetRoutesCommand(page(token))))
  return {
    stages: await callItems('GetStages', (token) => client.send(new sdk.GetStagesCommand(page(token)))),
    routes: routes.toSorted((a, b) => ((a.RouteKey ?? '') < (b.RouteKey ?? '') ? -1 : 1)),
    integrations: await callItems('GetIntegrations', (token) =>
      client.send(new sdk.GetIntegrationsCommand(page(token))),
    ),
    authorizers: await callItems('GetAuthorizers', (token) =>
      client.send(new sdk.GetAuthorizersCommand(page(token))),
    ),
  }
}

interface Part {
  readonly name: string
  readonly uri: string
  readonly settings: JsonObject
}

function partsOf({ routes, integrations, authorizers }: Lists): readonly Part[] {
  return [
    ...integrations.map((integration) => {
      const { IntegrationId, IntegrationUri: uri = '' } = integration
      const own = routes.filter(({ Target }) => Target === targetOf(IntegrationId))
      const settings = { integration: plainObject(integration), routes: own.map(plainObject) }
      return { name: `integration ${IntegrationId}`, uri, settings }
    }),
    ...authorizers.map((authorizer) => {
      const { AuthorizerId, AuthorizerUri: uri = '', Name } = authorizer
      const own = routes.filter((route) => route.AuthorizerId === AuthorizerId)
      const settings = {
        authorizer: plainObject(authorizer),
        routes: own.map(({ RouteKey = '' }) => RouteKey),
      }
      return { name: `authorizer ${Name}`, uri, settings }
    }),
  ]
}

/** What a route that leads to an integration names. */
function targetOf(integrationId = ''): string {
  return `integrations/${integrationId}`
}

function stageOf({ StageName = '', AutoDeploy = false, StageVariables = {} }: Stage) {
  return { stageName: StageName, autoDeploy: AutoDeploy, variables: StageVariables }
}

/** OpenAPI with what only API Gateway understands; WebSocket APIs have no such export. */
async function exportApi(client: ApiGatewayV2Client, ApiId: string): Promise<Uint8Array | undefined> {
  const { ExportApiCommand } = await import('@aws-sdk/client-apigatewayv2')
  const wanted = { ApiId, Specification: 'OAS30', OutputType: 'JSON', IncludeExtensions: true }
  return (await callOptional('ExportApi', () => client.send(new ExportApiCommand(wanted))))?.body
}

async function carryOut(aws: AwsDoor, step: TriggerStep, intend?: Intend): Promise<JsonObject> {
  const { client, ApiId } = await openApi(aws, step.resource)
  const { name, was, uri } = Input.parse(step.input)
  const claim = { name, was, wanted: functionOf(uri) ?? '', value: uri }
  const lists = await readLists(client, ApiId)
  const slot = await findSlot(client, ApiId, step, lists)
  if (slot === undefined) throw new NotFoundError(`${name} of ${step.resource} is gone: ${IMPORT}`)
  if (step.action === 'http-api/authorize') return fillSlot(slot, claim, intend)
  const part = IntegrateInput.parse(step.input)
  const routes = missingRoutes(lists, part)
  const keys = routes.map((route) => textOf(route, 'RouteKey') ?? '')
  const done: JsonObject = { ...fillingOf(slot, claim), ...(keys.length > 0 && { routes: keys }) }
  if (Object.keys(done).length > 0) await intend?.(done)
  await fillSlot(slot, claim)
  await createRoutes(client, ApiId, part, routes)
  return done
}

const IMPORT = 'import it from the definition in the recovery point.'

async function takeBack(aws: AwsDoor, step: TriggerStep, done: JsonObject): Promise<void> {
  const { DeleteRouteCommand } = await import('@aws-sdk/client-apigatewayv2')
  const { client, ApiId } = await openApi(aws, step.resource)
  const lists = await readLists(client, ApiId)
  for (const RouteId of ownRoutes(lists, step, textsOf(done, 'routes')))
    await callOptional('DeleteRoute', () => client.send(new DeleteRouteCommand({ ApiId, RouteId })))
  await giveBack(await findSlot(client, ApiId, step, lists), done)
}

/** Ids of the routes of these keys that lead to the restored integration: another one is somebody else's. */
function ownRoutes(lists: Lists, { input }: TriggerStep, keys: readonly string[]) {
  if (keys.length === 0) return []
  const target = targetOf(findIntegration(lists, IntegrateInput.parse(input))?.IntegrationId)
  const own = lists.routes.filter(({ RouteKey = '', Target }) => keys.includes(RouteKey) && Target === target)
  return own.map(({ RouteId }) => RouteId)
}

async function findSlot(client: ApiGatewayV2Client, ApiId: string, step: TriggerStep, lists: Lists) {
  return step.action === 'http-api/integrate'
    ? integrationSlot(client, ApiId, IntegrateInput.parse(step.input), lists)
    : authorizerSlot(client, ApiId, AuthorizeInput.parse(step.input), lists)
}

async function integrationSlot(
  client: ApiGatewayV2Client,
  ApiId: string,
  part: IntegrateInput,
  lists: Lists,
): Promise<Slot> {
  const sdk = await import('@aws-sdk/client-apigatewayv2')
  const { IntegrationId, IntegrationUri: now } = findIntegration(lists, part) ?? {}
  const { IntegrationId: _id, ApiGatewayManaged: _managed, ...rest } = part.integration as Integration
  const create = (IntegrationUri: string) =>
    new sdk.CreateIntegrationCommand({ IntegrationType: 'AWS_PROXY', ...rest, ApiId, IntegrationUri })
  const update = (IntegrationUri: string) =>
    new sdk.UpdateIntegrationCommand({ ApiId, IntegrationId, IntegrationUri })
  const remove = new sdk.DeleteIntegrationCommand({ ApiId, IntegrationId })
  return {
    holds: functionOf(now) ?? now ?? IntegrationId,
    value: now,
    set: async (uri) => {
      if (IntegrationId === undefined) await call('CreateIntegration', () => client.send(create(uri)))
      else await call('UpdateIntegration', () => client.send(update(uri)))
    },
    clear: async () => {
      await callOptional('DeleteIntegration', () => client.send(remove))
    },
  }
}

/** The integration by its id; when that is gone, one that was made for the function since. */
function findIntegration({ integrations }: Lists, { id, uri }: IntegrateInput): Integration | undefined {
  return (
    integrations.find(({ IntegrationId }) => IntegrationId === id) ??
    integrations.find(({ IntegrationUri }) => functionOf(IntegrationUri) === functionOf(uri))
  )
}

/** Routes of the point that are gone. @throws TriggerTakenError when one has another target now; nothing was done */
function missingRoutes(lists: Lists, part: IntegrateInput): readonly JsonObject[] {
  const own = [undefined, targetOf(part.id), targetOf(findIntegration(lists, part)?.IntegrationId)]
  return part.routes.filter((route) => {
    const now = lists.routes.find(({ RouteKey }) => RouteKey === textOf(route, 'RouteKey'))
    if (now !== undefined && !own.includes(now.Target))
      throw new TriggerTakenError(`${now.RouteKey} leads to ${now.Target} now, and is left alone.`)
    return now === undefined
  })
}

async function createRoutes(
  client: ApiGatewayV2Client,
  ApiId: string,
  part: IntegrateInput,
  routes: readonly JsonObject[],
): Promise<void> {
  if (routes.length === 0) return
  const { CreateRouteCommand } = await import('@aws-sdk/client-apigatewayv2')
  const Target = targetOf(findIntegration(await readLists(client, ApiId), part)?.IntegrationId)
  for (const route of routes) {
    const { RouteId: _id, ApiGatewayManaged: _managed, ...rest } = route as unknown as Route
    const command = new CreateRouteCommand({ ...rest, ApiId, Target })
    await call('CreateRoute', () => client.send(command))
  }
}

async function authorizerSlot(
  client: ApiGatewayV2Client,
  ApiId: string,
  part: AuthorizeInput,
  { authorizers }: Lists,
): Promise<Slot | undefined> {
  const { UpdateAuthorizerCommand } = await import('@aws-sdk/client-apigatewayv2')
  const authorizer = authorizers.find(({ Name }) => Name === part.authorizer)
  if (authorizer === undefined) return undefined
  const { AuthorizerId, AuthorizerUri: now } = authorizer
  const set = async (AuthorizerUri: string) => {
    const command = new UpdateAuthorizerCommand({ ApiId, AuthorizerId, AuthorizerUri })
    await call('UpdateAuthorizer', () => client.send(command))
  }
  // A Lambda authorizer always has a URI: there is nothing to empty.
  return { holds: functionOf(now) ?? now, value: now, set, clear: () => Promise.resolve() }
}
