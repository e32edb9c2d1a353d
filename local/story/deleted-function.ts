import { CreateEventSourceMappingCommand, DeleteFunctionCommand } from '@aws-sdk/client-lambda'
import type { NotificationConfiguration } from '@aws-sdk/client-s3'
import { CreateBucketCommand, PutBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3'
import { CreateQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import type { FunctionContent } from '../../shared/model/manifest.ts'
import { HUB_REGION } from '../emulator/environment.ts'
import { allow, arnOf } from '../estate/triggers/invoking.ts'
import { ORDER, answerOf } from './answers.ts'
import { holdfast } from './holdfast.ts'
import { newestPoint } from './newest-point.ts'
import { kindsOf, outcomesAfter } from './outcomes.ts'
import { untilQuiet } from './quiet.ts'
import type { Scene, Stage } from './stage.ts'

const FUNCTION = 'orders-api'
const BUCKET = 'shop-order-forms'

/** What cannot be undone on AWS: a function is deleted, with all that belongs to it. */
export const deletedFunction: Scene = {
  name: 'deleted-function',
  title: `${FUNCTION} is deleted, and comes back with versions, alias, policies, mapping and notification`,
  async play(stage) {
    await outcomesAfter(stage, FUNCTION, () => giveSources(stage))
    const { point } = await newestPoint(stage.vault, FUNCTION)
    const before = await answerOf(stage.clients, FUNCTION, ORDER)
    await loseFunction(stage)
    await holdfast(stage, 'restore', FUNCTION, '--yes')
    await untilQuiet(stage)
    const after = await answerOf(stage.clients, FUNCTION, ORDER)
    stage.say(`it answers as before: ${after}`)
    if (after !== before) throw new Error(`it answered ${before} before`)
    const { point: restored } = await newestPoint(stage.vault, FUNCTION)
    const counts = [point, restored].map(({ content }) => countOf(content))
    stage.say(`its newest recovery point: ${counts[1]}`)
    if (counts[0] !== counts[1]) throw new Error(`before it was deleted there were ${counts[0]}`)
  },
}

/** Orders also come in by a queue, whose calls the alias gets, and as files. */
async function giveSources({ clients }: Stage): Promise<void> {
  const { lambda, s3, sqs } = clients
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'shop-late-orders' }))
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  )
  const EventSourceArn = Attributes?.['QueueArn']
  const FunctionName = arnOf({ name: FUNCTION, alias: 'live' })
  await lambda.send(new CreateEventSourceMappingCommand({ FunctionName, EventSourceArn, BatchSize: 5 }))
  const CreateBucketConfiguration = { LocationConstraint: HUB_REGION } as const
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration }))
  await allow(clients, { name: FUNCTION }, { service: 's3', source: `arn:aws:s3:::${BUCKET}` })
  const one = { LambdaFunctionArn: arnOf({ name: FUNCTION }), Events: ['s3:ObjectCreated:*' as const] }
  await s3.send(notifying({ LambdaFunctionConfigurations: [one] }))
}

/** The function is deleted, and then somebody takes away the notification that leads nowhere. */
async function loseFunction(stage: Stage): Promise<void> {
  const { lambda, s3 } = stage.clients
  const outcomes = await outcomesAfter(stage, FUNCTION, () =>
    lambda.send(new DeleteFunctionCommand({ FunctionName: FUNCTION })),
  )
  stage.say(`on-change: ${kindsOf(outcomes)}; its recovery points stay`)
  await s3.send(notifying({}))
}

function notifying(NotificationConfiguration: NotificationConfiguration) {
  return new PutBucketNotificationConfigurationCommand({ Bucket: BUCKET, NotificationConfiguration })
}

/** What a recovery point has of everything, for people. */
function countOf(content: FunctionContent): string {
  const { versions = [], aliases = [], eventSourceMappings = [], triggers = [] } = content
  const counts = Object.entries({ versions, aliases, mappings: eventSourceMappings, triggers })
  return counts.map(([what, { length }]) => `${length} ${what}`).join(', ')
}
