import type { BucketLocationConstraint, LambdaFunctionConfiguration } from '@aws-sdk/client-s3'
import { CreateBucketCommand, PutBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3'
import type { Clients } from '../../clients.ts'
import { REGIONS } from '../../emulator/environment.ts'
import { allow, arnOf } from './invoking.ts'

type BucketClients = Pick<Clients, 'lambda' | 's3'>

/** Names of the buckets: they are the same in every account that runs the estate. */
export const BUCKETS = {
  uploads: 'shop-uploads',
  parcels: 'shop-parcels',
  moved: 'shop-pictures',
  gone: 'shop-archive-2019',
} as const

export const bucketArn = (name: string) => `arn:aws:s3:::${name}`

/** Each picture that is uploaded is made smaller; everything else that happens in the bucket goes to EventBridge. */
export async function notifyOfUploads(clients: BucketClients, far: BucketClients): Promise<void> {
  const resizer = { name: 'image-resizer' }
  await createBucket(clients, BUCKETS.uploads, REGIONS.hub)
  await createBucket(far, BUCKETS.moved, REGIONS.far)
  await allow(clients, resizer, { service: 's3', source: bucketArn(BUCKETS.uploads) })
  // A bucket that moved to another region, from where it cannot notify the function any more.
  await allow(clients, resizer, { service: 's3', source: bucketArn(BUCKETS.moved), id: 's3-moved' })
  await notify(clients, BUCKETS.uploads, {
    Id: 'resize',
    LambdaFunctionArn: arnOf(resizer),
    Events: ['s3:ObjectCreated:*'],
    Filter: {
      Key: {
        FilterRules: [
          { Name: 'prefix', Value: 'incoming/' },
          { Name: 'suffix', Value: '.jpg' },
        ],
      },
    },
  })
}

/** @param clients of the region that the parcels are tracked in */
export async function notifyOfParcels(clients: BucketClients): Promise<void> {
  const tracker = { name: 'parcel-tracker', region: REGIONS.far }
  await createBucket(clients, BUCKETS.parcels, REGIONS.far)
  // Any bucket of the account: its name was not known when somebody wrote this.
  await allow(clients, tracker, { service: 's3' })
  await notify(clients, BUCKETS.parcels, {
    Id: 'delivered',
    LambdaFunctionArn: arnOf(tracker),
    Events: ['s3:ObjectRemoved:*'],
  })
}

/** What is left of a bucket that was deleted: the statement that let it in. */
export async function leaveStatementOfBucket(clients: Pick<Clients, 'lambda'>): Promise<void> {
  await allow(clients, { name: 'audit-trail' }, { service: 's3', source: bucketArn(BUCKETS.gone) })
}

async function createBucket(
  { s3 }: Pick<Clients, 's3'>,
  Bucket: string,
  LocationConstraint: BucketLocationConstraint,
): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }))
}

async function notify(
  { s3 }: Pick<Clients, 's3'>,
  Bucket: string,
  configuration: LambdaFunctionConfiguration,
): Promise<void> {
  const NotificationConfiguration = {
    LambdaFunctionConfigurations: [configuration],
    EventBridgeConfiguration: {},
  }
  await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }))
}
