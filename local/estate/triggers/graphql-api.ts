import { AppSyncClient, CreateDataSourceCommand, CreateGraphqlApiCommand } from '@aws-sdk/client-appsync'
import type { Clients } from '../../clients.ts'
import type { Surroundings } from '../surroundings.ts'
import { allow, arnOf, given } from './invoking.ts'

/** An API of AppSync that asks one function for its data, and another who may see it. @returns its ARN */
export async function createGraphqlApi(clients: Clients, around: Surroundings): Promise<string> {
  const appSync = clients.of(AppSyncClient)
  const authorizer = { name: 'user-signup' }
  const { graphqlApi } = await appSync.send(
    new CreateGraphqlApiCommand({
      name: 'shop',
      authenticationType: 'AWS_LAMBDA',
      lambdaAuthorizerConfig: { authorizerUri: arnOf(authorizer), authorizerResultTtlInSeconds: 300 },
    }),
  )
  const source = given(graphqlApi?.arn, 'the GraphQL API')
  await allow(clients, authorizer, { service: 'appsync', source })
  await appSync.send(
    new CreateDataSourceCommand({
      apiId: graphqlApi?.apiId,
      name: 'history',
      type: 'AWS_LAMBDA',
      serviceRoleArn: around.InvokerRole,
      lambdaConfig: { lambdaFunctionArn: arnOf({ name: 'orders-history' }) },
    }),
  )
  return source
}
