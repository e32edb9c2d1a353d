import { AppSyncClient, CreateDataSourceCommand, CreateGraphqlApiCommand } from '@aws-sdk/client-appsync'
import { CreatePipeCommand, PipesClient } from '@aws-sdk/client-pipes'
import { CreateScheduleCommand, CreateScheduleGroupCommand, SchedulerClient } from '@aws-sdk/client-scheduler'
import type { Clients } from '../../clients.ts'
import type { Surroundings } from '../surroundings.ts'
import { arnOf, given } from './invoking.ts'

/** What invokes under a role of its own, and so leaves no statement at the function. */
export interface RoleSources {
  readonly nightly: string
  readonly restock: string
  readonly graph: string
}

export async function createRoleSources(clients: Clients, around: Surroundings): Promise<RoleSources> {
  const [nightly, restock, graph] = await Promise.all([
    schedule(clients, around),
    pipe(clients, around),
    graphqlApi(clients, around),
  ])
  return { nightly, restock, graph }
}

async function schedule(clients: Clients, around: Surroundings): Promise<string> {
  const scheduler = clients.of(SchedulerClient)
  await scheduler.send(new CreateScheduleGroupCommand({ Name: 'shop' }))
  const { ScheduleArn } = await scheduler.send(
    new CreateScheduleCommand({
      Name: 'nightly-report',
      GroupName: 'shop',
      ScheduleExpression: 'cron(30 2 * * ? *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
      Target: {
        Arn: arnOf({ name: 'nightly-report' }),
        RoleArn: around.InvokerRole,
        Input: '{"days": 1}',
        DeadLetterConfig: { Arn: around.OrdersFailed },
        RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600 },
      },
    }),
  )
  return given(ScheduleArn, 'the schedule')
}

/** Orders reach the warehouse as they enter the table. */
async function pipe(clients: Clients, around: Surroundings): Promise<string> {
  const { Arn } = await clients.of(PipesClient).send(
    new CreatePipeCommand({
      Name: 'restock',
      DesiredState: 'STOPPED',
      RoleArn: around.InvokerRole,
      Source: around.OrdersStream,
      SourceParameters: { DynamoDBStreamParameters: { StartingPosition: 'LATEST', BatchSize: 5 } },
      Target: arnOf({ name: 'stock-sync' }),
      TargetParameters: { LambdaFunctionParameters: { InvocationType: 'FIRE_AND_FORGET' } },
    }),
  )
  return given(Arn, 'the pipe')
}

async function graphqlApi(clients: Clients, around: Surroundings): Promise<string> {
  const appSync = clients.of(AppSyncClient)
  const { graphqlApi: api } = await appSync.send(
    new CreateGraphqlApiCommand({ name: 'shop', authenticationType: 'AWS_IAM' }),
  )
  const apiId = given(api?.apiId, 'the GraphQL API')
  await appSync.send(
    new CreateDataSourceCommand({
      apiId,
      name: 'history',
      type: 'AWS_LAMBDA',
      serviceRoleArn: around.InvokerRole,
      lambdaConfig: { lambdaFunctionArn: arnOf({ name: 'orders-history' }) },
    }),
  )
  return given(api?.arn, 'the GraphQL API')
}
