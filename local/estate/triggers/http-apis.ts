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

/** ARNs of the APIs, as permissions name them. */
export interface HttpApis {
  readonly geo: string
  readonly flags: string
}

interface RouteSpec extends CreateApiCommandInput {
  readonly RouteKey: string
  readonly PayloadFormatVersion?: string
}

/** An HTTP API that answers requests, and a WebSocket API that keeps clients up to date. */
export async function createHttpApis(clients: Clients): Promise<HttpApis> {
  const [geo, flags] = await Promise.all([
    createApi(
      clients,
      { Name: 'shop-geo', ProtocolType: 'HTTP', RouteKey: 'GET /geo', PayloadFormatVersion: '2.0' },
      { name: 'geo-lookup' },
    ),
    createApi(
      clients,
      {
        Name: 'shop-flags',
        ProtocolType: 'WEBSOCKET',
        RouteSelectionExpression: '$request.body.action',
        RouteKey: '$default',
      },
      { name: 'feature-flags' },
    ),
  ])
  return { geo, flags }
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
