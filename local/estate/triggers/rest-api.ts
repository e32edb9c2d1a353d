import {
  APIGatewayClient,
  CreateAuthorizerCommand,
  CreateDeploymentCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  GetResourcesCommand,
  PutIntegrationCommand,
  PutMethodCommand,
} from '@aws-sdk/client-api-gateway'
import type { Clients } from '../../clients.ts'
import { ACCOUNT, HUB_REGION } from '../../emulator/environment.ts'
import { allow, given, invocationUri } from './invoking.ts'

const TAKES = { name: 'orders-api', alias: 'live' }
const AUTHORIZES = { name: 'user-signup' }

/** ARN that the calls of an API are allowed by. */
export function apiArn(id: string): string {
  return `arn:aws:execute-api:${HUB_REGION}:${ACCOUNT}:${id}`
}

/**
 * The REST API through which orders come in: one method, which one function takes and another authorizes.
 *
 * @returns its ARN, as permissions name it
 */
export async function createRestApi(clients: Clients): Promise<string> {
  const gateway = clients.of(APIGatewayClient)
  const { id } = await gateway.send(new CreateRestApiCommand({ name: 'shop-orders' }))
  const restApiId = given(id, 'the REST API')
  const parentId = (await gateway.send(new GetResourcesCommand({ restApiId }))).items?.[0]?.id
  const api = apiArn(restApiId)
  const [resource, authorizer] = await Promise.all([
    gateway.send(new CreateResourceCommand({ restApiId, parentId, pathPart: 'orders' })),
    gateway.send(
      new CreateAuthorizerCommand({
        restApiId,
        name: 'customers',
        type: 'REQUEST',
        authorizerUri: invocationUri(AUTHORIZES),
        identitySource: 'method.request.header.Authorization',
        authorizerResultTtlInSeconds: 300,
      }),
    ),
    allow(clients, TAKES, { service: 'apigateway', source: `${api}/*/POST/orders` }),
    allow(clients, AUTHORIZES, { service: 'apigateway', source: `${api}/authorizers/*` }),
  ])
  const method = { restApiId, resourceId: resource.id, httpMethod: 'POST' }
  await gateway.send(
    new PutMethodCommand({ ...method, authorizationType: 'CUSTOM', authorizerId: authorizer.id }),
  )
  await gateway.send(
    new PutIntegrationCommand({
      ...method,
      type: 'AWS_PROXY',
      integrationHttpMethod: 'POST',
      uri: invocationUri(TAKES),
    }),
  )
  await gateway.send(new CreateDeploymentCommand({ restApiId, stageName: 'live' }))
  return api
}
