import type { APIGatewayClient, Authorizer, Integration, Resource } from '@aws-sdk/client-api-gateway'
import { call, callOptional, callPages } from '../../aws/calls.ts'
import { plainObject } from '../../aws/plain-json.ts'
import { NotFoundError } from '../../errors.ts'
import { parseArn } from '../../model/arn.ts'
import type { JsonObject } from '../../model/json.ts'
import { textOf } from '../../model/members.ts'
import { apiArn, apisMeant, exactApi, isSamePart } from '../../triggers/api-source.ts'
import { functionOf, resolveUri, unresolved } from '../../triggers/invocation-uri.ts'
import {
  AuthorizeInput,
  Input,
  IntegrateInput,
  RestApiSettings,
  planRestApi,
} from '../../triggers/rest-api-plan.ts'
import type { Slot } from '../../triggers/slot.ts'
import { fillSlot, giveBack } from '../../triggers/slot.ts'
import { tokenPages } from '../../triggers/token-pages.ts'
import type { AwsDoor } from '../aws-door.ts'
import type { Grant, Intend, Place, SourceChange, SourceReading, TriggerKind, TriggerStep } from '../kind.ts'

const EVENTS = [
  ['PutIntegration', 'UpdateIntegration', 'DeleteIntegration', 'UpdateMethod', 'DeleteMethod'],
  ['CreateAuthorizer', 'UpdateAuthorizer', 'DeleteAuthorizer', 'CreateStage', 'UpdateStage', 'DeleteStage'],
  ['DeleteResource', 'CreateDeployment', 'ImportRestApi', 'PutRestApi', 'DeleteRestApi'],
].flat()

const APIS = 'arn:${AWS::Partition}:apigateway:*::/restapis'

/** REST APIs: methods whose integration is the function, and authorizers that ask it. */
export const kind: TriggerKind = {
  name: 'rest-api',
  title: 'API Gateway REST API',
  settings: RestApiSettings,
  permissions: [
    { use: 'read', actions: ['apigateway:GET'], resource: APIS },
    { use: 'read', actions: ['apigateway:GET'], resource: `${APIS}/*` },
    { use: 'write', actions: ['apigateway:GET'], resource: `${APIS}/*` },
    {
      use: 'write',
      actions: ['apigateway:PUT', 'apigateway:PATCH', 'apigateway:DELETE'],
      resource: `${APIS}/*/resources/*/methods/*`,
    },
    { use: 'write', actions: ['apigateway:PATCH'], resource: `${APIS}/*/authorizers/*` },
    {
      use: 'write',
      actions: ['iam:PassRole'],
      resource: 'arn:${AWS::Partition}:iam::*:role/*',
      condition: { StringEquals: { 'iam:PassedToService': 'apigateway.amazonaws.com' } },
    },
  ],
  changes: [
    {
      eventSource: 'apigateway.amazonaws.com',
      eventNames: EVENTS,
      sourcesOf: apiIn,
    },
  ],
  reader: { by: 'policy', principals: ['apigateway.amazonaws.com'], find: findApis, read: readApi },
  writer: { plan: planRestApi, carryOut, takeBack, isBack: isSamePart },
}

/** CloudTrail names an API by `restApiId`; one that is imported, by the `id` in the answer. */
function apiIn(change: SourceChange): readonly string[] {
  const { eventName, request, response } = change
  const id =
    textOf(request, 'restApiId') ?? (eventName === 'ImportRestApi' ? textOf(response, 'id') : undefined)
  return id === undefined ? [] : [apiArn(change, id)]
}

/** By wildcard a grant may mean any API of the region. */
async function findApis(aws: AwsDoor, grant: Grant, place: Place): Promise<readonly string[]> {
  const exact = exactApi(grant)
  if (exact !== undefined) return [exact]
  const { APIGatewayClient, paginateGetRestApis } = await import('@aws-sdk/client-api-gateway')
  const client = aws.client(APIGatewayClient, place.region)
  const pages = paginateGetRestApis({ client, pageSize: PAGE }, {})
  const apis = await callPages('GetRestApis', pages, ({ items }) => items)
  const ids = apis.map(({ id }) => id)
  return apisMeant(grant, place, ids)
}

/** Items of a page, at most (API reference, GetResources). */
const PAGE = 500

async function readApi(aws: AwsDoor, source: string): Promise<SourceReading | undefined> {
  const { APIGatewayClient, GetRestApiCommand, GetStagesCommand } =
    await import('@aws-sdk/client-api-gateway')
  const { region = '', account = '', resource: restApiId } = parseArn(source) ?? { resource: '' }
  const client = aws.client(APIGatewayClient, region)
  const api = await callOptional('GetRestApi', () => client.send(new GetRestApiCommand({ restApiId })))
  if (api === undefined) return undefined
  const { item = [] } = await call('GetStages', () => client.send(new GetStagesCommand({ restApiId })))
  const stages = item.map(({ stageName = '', variables = {} }) => ({ stageName, variables }))
  const names = stages.map(({ stageName }) => stageName).sort()
  const resources = await listResources(client, restApiId)
  const authorizers = await listAuthorizers(client, restApiId)
  const parts = [...resources.flatMap(methodsOf), ...authorizers.map(authorizerOf)]
  const found = parts.map((part) => ({ ...part, invoked: resolveUri(part.uri, stages) }))
  const { name, endpointConfiguration } = api
  return {
    source: {
      arn: source,
      account,
      region,
      facts: plainObject({ name, endpointConfiguration, stages: names }),
    },
    triggers: found.flatMap(({ settings, invoked = [] }) =>
      invoked.map((one) => ({ invokes: one.invokes, settings: { ...settings, stages: one.stages } })),
    ),
    gaps: found.filter(({ invoked }) => invoked === undefined).map(({ name, uri }) => unresolved(name, uri)),
    definition: () => exportApi(client, restApiId, names[0]),
  }
}

interface Part {
  readonly name: string
  readonly uri: string
  readonly settings: JsonObject
}

function methodsOf({ path = '', resourceMethods = {} }: Resource): readonly Part[] {
  return Object.entries(resourceMethods).flatMap(([httpMethod, method]) => {
    const { authorizationType, authorizerId, apiKeyRequired, methodIntegration } = method
    const { uri, cacheKeyParameters = [], ...rest } = methodIntegration ?? {}
    if (uri === undefined) return []
    const integration = plainObject({ ...rest, uri, cacheKeyParameters: cacheKeyParameters.toSorted() })
    const about = { path, httpMethod, authorizationType, authorizerId, apiKeyRequired }
    return [{ name: `${httpMethod} ${path}`, uri, settings: { ...plainObject(about), integration } }]
  })
}

function authorizerOf(authorizer: Authorizer): Part {
  const { name, authorizerUri = '' } = authorizer
  return { name: `authorizer ${name}`, uri: authorizerUri, settings: { authorizer: plainObject(authorizer) } }
}

async function listResources(client: APIGatewayClient, restApiId: string): Promise<readonly Resource[]> {
  const { paginateGetResources } = await import('@aws-sdk/client-api-gateway')
  const pages = paginateGetResources({ client, pageSize: PAGE }, { restApiId, embed: ['methods'] })
  return callPages('GetResources', pages, ({ items }) => items)
}

async function listAuthorizers(client: APIGatewayClient, restApiId: string): Promise<readonly Authorizer[]> {
  const { GetAuthorizersCommand } = await import('@aws-sdk/client-api-gateway')
  const pages = tokenPages(
    (position) => client.send(new GetAuthorizersCommand({ restApiId, limit: PAGE, position })),
    ({ position }) => position,
  )
  return callPages('GetAuthorizers', pages, ({ items }) => items)
}

/** OpenAPI with what only API Gateway understands; the API can be imported from it. Only a stage can be exported. */
async function exportApi(client: APIGatewayClient, restApiId: string, stageName: string | undefined) {
  if (stageName === undefined) return undefined
  const { GetExportCommand } = await import('@aws-sdk/client-api-gateway')
  const parameters = { extensions: 'apigateway' }
  const wanted = { restApiId, stageName, exportType: 'oas30', parameters, accepts: 'application/json' }
  const exported = await callOptional('GetExport', () => client.send(new GetExportCommand(wanted)))
  return exported?.body
}

async function carryOut(aws: AwsDoor, step: TriggerStep, intend?: Intend): Promise<JsonObject> {
  const { name, was, uri } = Input.parse(step.input)
  const slot = await findSlot(aws, step)
  const claim = { name, was, wanted: functionOf(uri) ?? '', value: uri }
  if (slot !== undefined) return fillSlot(slot, claim, intend)
  const help = 'import it from the definition in the recovery point.'
  throw new NotFoundError(`${name} of ${step.resource} is gone: ${help}`)
}

async function takeBack(aws: AwsDoor, step: TriggerStep, done: JsonObject): Promise<void> {
  await giveBack(await findSlot(aws, step), done)
}

async function findSlot(aws: AwsDoor, { action, input, resource }: TriggerStep): Promise<Slot | undefined> {
  const { APIGatewayClient } = await import('@aws-sdk/client-api-gateway')
  const { region = '', resource: restApiId } = parseArn(resource) ?? { resource: '' }
  const client = aws.client(APIGatewayClient, region)
  return action === 'rest-api/integrate'
    ? methodSlot(client, restApiId, IntegrateInput.parse(input))
    : authorizerSlot(client, restApiId, AuthorizeInput.parse(input))
}

async function methodSlot(client: APIGatewayClient, restApiId: string, part: IntegrateInput) {
  const resource = (await listResources(client, restApiId)).find(({ path }) => path === part.path)
  const method = resource?.resourceMethods?.[part.httpMethod]
  if (method === undefined) return undefined
  const at = { restApiId, resourceId: resource?.id ?? '', httpMethod: part.httpMethod }
  const { uri, type } = method.methodIntegration ?? {}
  return {
    holds: functionOf(uri) ?? uri ?? type,
    value: uri,
    set: (value: string) =>
      type === undefined ? putIntegration(client, at, part) : patchIntegration(client, at, value),
    clear: () => deleteIntegration(client, at),
  }
}

async function authorizerSlot(client: APIGatewayClient, restApiId: string, part: AuthorizeInput) {
  const { UpdateAuthorizerCommand } = await import('@aws-sdk/client-api-gateway')
  const authorizer = (await listAuthorizers(client, restApiId)).find(({ name }) => name === part.authorizer)
  if (authorizer === undefined) return undefined
  const { id: authorizerId, authorizerUri } = authorizer
  const set = async (value: string) => {
    const patchOperations = [{ op: 'replace' as const, path: '/authorizerUri', value }]
    const command = new UpdateAuthorizerCommand({ restApiId, authorizerId, patchOperations })
    await call('UpdateAuthorizer', () => client.send(command))
  }
  // A Lambda authorizer always has a URI: there is nothing to empty.
  return {
    holds: functionOf(authorizerUri) ?? authorizerUri,
    value: authorizerUri,
    set,
    clear: () => Promise.resolve(),
  }
}

/** Where an integration is. */
interface IntegrationAt {
  readonly restApiId: string
  readonly resourceId: string
  readonly httpMethod: string
}

async function putIntegration(
  client: APIGatewayClient,
  at: IntegrationAt,
  { integration, uri }: IntegrateInput,
) {
  const { PutIntegrationCommand, PutIntegrationResponseCommand } = await import('@aws-sdk/client-api-gateway')
  const { integrationResponses = {}, httpMethod: integrationHttpMethod, ...rest } = integration as Integration
  const command = new PutIntegrationCommand({ type: 'AWS_PROXY', ...rest, ...at, uri, integrationHttpMethod })
  await call('PutIntegration', () => client.send(command))
  for (const [statusCode, response] of Object.entries(integrationResponses)) {
    const answer = new PutIntegrationResponseCommand({ ...response, ...at, statusCode })
    await call('PutIntegrationResponse', () => client.send(answer))
  }
}

async function patchIntegration(client: APIGatewayClient, at: IntegrationAt, value: string) {
  const { UpdateIntegrationCommand } = await import('@aws-sdk/client-api-gateway')
  const patchOperations = [{ op: 'replace' as const, path: '/uri', value }]
  const command = new UpdateIntegrationCommand({ ...at, patchOperations })
  await call('UpdateIntegration', () => client.send(command))
}

async function deleteIntegration(client: APIGatewayClient, at: IntegrationAt) {
  const { DeleteIntegrationCommand } = await import('@aws-sdk/client-api-gateway')
  await callOptional('DeleteIntegration', () => client.send(new DeleteIntegrationCommand(at)))
}
