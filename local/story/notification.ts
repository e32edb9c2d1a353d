import type { LambdaFunctionConfiguration } from '@aws-sdk/client-s3'
import { CreateBucketCommand, PutBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3'
import { HUB_REGION } from '../emulator/environment.ts'
import { allow, arnOf } from '../estate/triggers/invoking.ts'
import { newestPoint } from './newest-point.ts'
import type { Scene, Stage } from './stage.ts'
import { until } from './until.ts'

const FUNCTION = 'orders-worker'
const BUCKET = 'shop-returns'

/** A trigger is changed at its source: nobody calls Lambda, and its function is captured all the same. */
export const notification: Scene = {
  name: 'notification',
  title: `A notification of ${BUCKET} is added, then removed: each is a recovery point of ${FUNCTION}`,
  async play(stage) {
    await openBucket(stage)
    const one = { Id: 'returned', LambdaFunctionArn: arnOf({ name: FUNCTION }) }
    await notify(stage, [{ ...one, Events: ['s3:ObjectCreated:*'] }])
    // From here on no call names the function: the vault knows whom the bucket woke.
    await notify(stage, [])
  },
}

async function openBucket({ clients }: Stage): Promise<void> {
  const CreateBucketConfiguration = { LocationConstraint: HUB_REGION } as const
  await clients.s3.send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration }))
  await allow(clients, { name: FUNCTION }, { service: 's3', source: `arn:aws:s3:::${BUCKET}` })
}

/** Sets the bucket's notifications and waits until the function's newest point has as many. */
async function notify(
  stage: Stage,
  LambdaFunctionConfigurations: LambdaFunctionConfiguration[],
): Promise<void> {
  const NotificationConfiguration = { LambdaFunctionConfigurations }
  await stage.clients.s3.send(
    new PutBucketNotificationConfigurationCommand({ Bucket: BUCKET, NotificationConfiguration }),
  )
  const { length } = LambdaFunctionConfigurations
  const { point, key } = await until(`a recovery point with ${length} notifications`, async () => {
    const newest = await newestPoint(stage.vault, FUNCTION)
    return newest.point.content.triggers?.length === length ? newest : undefined
  })
  const sources = point.content.triggers?.map(({ source }) => source) ?? []
  if (point.cause.type !== 'event') throw new Error(`${key} was not caused by an event`)
  stage.say(`${point.cause.eventName}: woken by ${sources.join() || 'no bucket'}; ${key}`)
}
