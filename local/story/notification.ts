import type { LambdaFunctionConfiguration } from '@aws-sdk/client-s3'
import { CreateBucketCommand, PutBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3'
import { HUB_REGION } from '../emulator/environment.ts'
import { allow, arnOf } from '../estate/triggers/invoking.ts'
import { newestPoint } from './newest-point.ts'
import { outcomesAfter } from './outcomes.ts'
import type { Scene, Stage } from './stage.ts'

const FUNCTION = 'orders-worker'
const BUCKET = 'shop-returns'

/** A trigger is changed at its source: nobody calls Lambda, and its function is captured all the same. */
export const notification: Scene = {
  name: 'notification',
  title: `A notification of ${BUCKET} is added, then removed: each is a recovery point of ${FUNCTION}`,
  async play(stage) {
    await openBucket(stage)
    const one = { Id: 'returned', LambdaFunctionArn: arnOf({ name: FUNCTION }) }
    await notify(stage, [{ ...one, Events: ['s3:ObjectCreated:*'] }], 1)
    // From here on no call names the function: the vault knows whom the bucket woke.
    await notify(stage, [], 0)
  },
}

async function openBucket({ clients }: Stage): Promise<void> {
  const CreateBucketConfiguration = { LocationConstraint: HUB_REGION } as const
  await clients.s3.send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration }))
  await allow(clients, { name: FUNCTION }, { service: 's3', source: `arn:aws:s3:::${BUCKET}` })
}

/** Sets the bucket's notifications and looks at what the function's newest point says of them. */
async function notify(
  stage: Stage,
  LambdaFunctionConfigurations: LambdaFunctionConfiguration[],
  expected: number,
): Promise<void> {
  const NotificationConfiguration = { LambdaFunctionConfigurations }
  const command = new PutBucketNotificationConfigurationCommand({ Bucket: BUCKET, NotificationConfiguration })
  await outcomesAfter(stage, FUNCTION, () => stage.clients.s3.send(command))
  const { point, key } = await newestPoint(stage.vault, FUNCTION)
  const triggers = point.content.triggers ?? []
  const cause = point.cause.type === 'event' ? point.cause.eventName : point.cause.type
  stage.say(`${cause}: ${triggers.map(({ source }) => source).join() || 'no bucket'} wakes it; ${key}`)
  if (triggers.length !== expected)
    throw new Error(`${key} has ${triggers.length} triggers instead of ${expected}`)
}
