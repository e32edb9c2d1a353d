import type { LambdaFunctionConfiguration, NotificationConfiguration, S3Client } from '@aws-sdk/client-s3'
import { AccessDeniedError } from '../errors.ts'
import { call, callOptional } from './calls.ts'

/** What a bucket notifies of its events, and its owner, if that is the account that was asked for. */
export interface OwnedNotifications {
  readonly found: NotificationConfiguration
  readonly account: string | undefined
}

/**
 * The notifications of a bucket, asked in its region; `undefined` when there is no such bucket.
 *
 * @param owner refused by S3 when the bucket is another account's
 * @throws AccessDeniedError
 */
export async function getNotifications(
  client: S3Client,
  Bucket: string,
  owner?: string,
): Promise<NotificationConfiguration | undefined> {
  const { GetBucketNotificationConfigurationCommand } = await import('@aws-sdk/client-s3')
  const command = new GetBucketNotificationConfigurationCommand({ Bucket, ExpectedBucketOwner: owner })
  const found = await callOptional('GetBucketNotificationConfiguration', () => client.send(command))
  if (found === undefined) return undefined
  const { $metadata: _, ...configuration } = found
  return configuration
}

/** The owner of a bucket cannot be asked for: S3 only says whether an account is it. */
export async function ownedNotifications(
  client: S3Client,
  Bucket: string,
  account: string,
): Promise<OwnedNotifications | undefined> {
  try {
    const found = await getNotifications(client, Bucket, account)
    return found && { found, account }
  } catch (error) {
    if (!(error instanceof AccessDeniedError)) throw error
    const found = await getNotifications(client, Bucket)
    return found && { found, account: undefined }
  }
}

/** Puts the configuration of a bucket with other notifications of functions; S3 takes it only as a whole. */
export async function putFunctions(
  client: S3Client,
  Bucket: string,
  configuration: NotificationConfiguration,
  functions: readonly LambdaFunctionConfiguration[],
): Promise<void> {
  const { PutBucketNotificationConfigurationCommand } = await import('@aws-sdk/client-s3')
  const whole = { ...configuration, LambdaFunctionConfigurations: [...functions] }
  const command = new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: whole })
  await call('PutBucketNotificationConfiguration', () => client.send(command))
}
