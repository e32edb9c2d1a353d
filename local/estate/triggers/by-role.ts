import { CreatePipeCommand, PipesClient } from '@aws-sdk/client-pipes'
import type { CreateScheduleCommandInput } from '@aws-sdk/client-scheduler'
import { CreateScheduleCommand, CreateScheduleGroupCommand, SchedulerClient } from '@aws-sdk/client-scheduler'
import type { Clients } from '../../clients.ts'
import type { Surroundings } from '../surroundings.ts'
import { arnOf, given } from './invoking.ts'

/** Two schedules, one of them turned off. @returns their ARNs */
export async function createSchedules(clients: Clients, around: Surroundings) {
  const scheduler = clients.of(SchedulerClient)
  await scheduler.send(new CreateScheduleGroupCommand({ Name: 'shop' }))
  const create = async (schedule: CreateScheduleCommandInput) =>
    given((await scheduler.send(new CreateScheduleCommand(schedule))).ScheduleArn, 'the schedule')
  const nightly = await create({
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
  })
  const weekly = await create({
    Name: 'weekly-prices',
    State: 'DISABLED',
    ScheduleExpression: 'rate(7 days)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: arnOf({ name: 'price-model' }), RoleArn: around.InvokerRole },
  })
  return { nightly, weekly }
}

/** Orders reach the warehouse as they enter the table. @returns ARN of the pipe */
export async function createPipe(clients: Clients, around: Surroundings): Promise<string> {
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
