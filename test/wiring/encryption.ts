import type { Template } from './packaged-template.ts'
import { ofType } from './packaged-template.ts'
import type { Resolve } from './stack-names.ts'

/** ARN of the key that a bucket, queue or topic of the stack is encrypted with, by the ARN of that. */
export type Keys = ReadonlyMap<string, string>

const DECRYPT = 'kms:Decrypt'
const ENCRYPT = 'kms:GenerateDataKey'

/**
 * What a service does with the key in the caller's name, by permission.
 * S3 user guide, "Using server-side encryption with AWS KMS keys"; SNS and SQS developer guides, "Key management":
 * who publishes or sends needs both.
 */
const USES: Readonly<Record<string, readonly string[]>> = {
  's3:GetObject': [DECRYPT],
  's3:PutObject': [ENCRYPT],
  'sns:Publish': [DECRYPT, ENCRYPT],
  'sqs:SendMessage': [DECRYPT, ENCRYPT],
}

/** Permissions on the key that come with a permission on what it encrypts. */
export function keyActions(action: string): readonly string[] {
  return USES[action] ?? []
}

/** The keys of the stack's buckets, queues and topics. */
export function keysOf(template: Template, resolve: Resolve): Keys {
  const queues = ofType(template, 'AWS::SQS::Queue').map(
    ([id, { Properties }]) => [arnOf(id), Properties['KmsMasterKeyId']] as const,
  )
  const topics = ofType(template, 'AWS::SNS::Topic').map(
    ([id, { Properties }]) => [{ Ref: id }, Properties['KmsMasterKeyId']] as const,
  )
  const buckets = ofType(template, 'AWS::S3::Bucket').map(
    ([id, { Properties }]) => [arnOf(id), bucketKey(Properties)] as const,
  )
  const encrypted = [...queues, ...topics, ...buckets].filter(([, key]) => key !== undefined)
  return new Map(encrypted.map(([resource, key]) => [resolve(resource), resolve(key)]))
}

function arnOf(id: string) {
  return { 'Fn::GetAtt': [id, 'Arn'] }
}

interface BucketEncryption {
  readonly ServerSideEncryptionConfiguration: readonly {
    readonly ServerSideEncryptionByDefault: { readonly KMSMasterKeyID?: unknown }
  }[]
}

function bucketKey(properties: Record<string, unknown>): unknown {
  const encryption = properties['BucketEncryption'] as BucketEncryption | undefined
  return encryption?.ServerSideEncryptionConfiguration[0]?.ServerSideEncryptionByDefault.KMSMasterKeyID
}
