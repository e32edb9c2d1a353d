import type { CreateApiCommandInput } from '@aws-sdk/client-apigatewayv2'
import {
  ApiGatewayV2Client,
  CreateApiCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
} from '@aws-sdk/client-apigatewayv2'
import type { Clients } from '../../clients.ts'
import { type Invoked, allow, given, invocationUri } from './invoking.ts'
import { apiArn } from './rest-api.ts'

interface RouteSpec extends CreateApiCommandInput {
  readonly RouteKey: string
  readonly PayloadFormatVersion?: string
}

/** The HTTP API that answers where somebody is. @returns its ARN, as permissions name it */
export function createGeoApi(clients: Clients): Promise<string> {
  const api = {
    Name: 'shop-geo',
    ProtocolType: 'HTTP',
    RouteKey: 'GET /geo',
    PayloadFormatVersion: '2.0',
  } as const
  return createApi(clients, api, { name: 'geo-lookup' })
}

/** The WebSocket API that keeps clients up to date. @returns its ARN */
export function createFlagsApi(clients: Clients): Promise<string> {
  const RouteSelectionExpression = '$request.body.action'
  const api = {
    Name: 'shop-flags',
    ProtocolType: 'WEBSOCKET',
    RouteKey: '$default',
    RouteSelectionExpression,
  } as const
  return createApi(clients, api, { name: 'feature-flags' })
}

async function createApi(
  clients: Clients,
  { RouteKey, PayloadFormatVersion, ...settings }: RouteSpec,
  invoked: Invoked,
): Promise<string> {
  const gateway = clients.of(ApiGatewayV2Client)
  const ApiId = given((await gateway.send(new CreateApiCommand(settings))).ApiId, settings.Name ?? 'the API')
  const api = apiArn(ApiId)
  const [{ IntegrationId }] = await Promise.all([
    gateway.send(
      new CreateIntegrationCommand({
        ApiId,
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: invocationUri(invoked),
        PayloadFormatVersion,
      }),
    ),
    allow(clients, invoked, { service: 'apigateway', source: `${api}/*` }),
  ])
  await gateway.send(new CreateRouteCommand({ ApiId, RouteKey, Target: `integrations/${IntegrationId}` }))
  await gateway.send(new CreateStageCommand({ ApiId, StageName: 'live', AutoDeploy: true }))
  return api
}
