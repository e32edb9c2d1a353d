import type { NormalizedSchema } from '@smithy/core/schema'
import type { Call } from './call.ts'
import type { CallInput } from './call-input.ts'

/** Operations that CloudTrail names otherwise than the API. (S3 user guide, "Amazon S3 CloudTrail events") */
const NAMES: Readonly<Record<string, string>> = {
  GetBucketLifecycleConfiguration: 'GetBucketLifecycle',
  PutBucketLifecycleConfiguration: 'PutBucketLifecycle',
  GetBucketNotificationConfiguration: 'GetBucketNotification',
  PutBucketNotificationConfiguration: 'PutBucketNotification',
}

export function s3EventName(operation: string): string {
  return NAMES[operation] ?? operation
}

/**
 * The parameters of a call to S3 as CloudTrail writes them: the bucket's name, the flag of the query (`notification`)
 * and the body as its XML is: its own names, and a list of one as that one. Seen in recorded events.
 */
export function s3Parameters({ schema }: Call, input: CallInput): Record<string, unknown> {
  const { Bucket, Key } = input
  const flags = schema?.operation.http?.literals.map(([name, value]) => [name, [value]] as const) ?? []
  return {
    ...(Bucket !== undefined && { bucketName: Bucket }),
    ...(Key !== undefined && { key: Key }),
    ...Object.fromEntries(flags),
    ...bodyOf(schema?.operation.input, input),
  }
}

function bodyOf(schema: NormalizedSchema | undefined, input: CallInput): Record<string, unknown> {
  if (!schema?.isStructSchema()) return {}
  const bodies = [...schema.structIterator()].filter(([, member]) => isBody(member))
  return Object.fromEntries(
    bodies.flatMap(([name, member]) => {
      const value = input[name]
      return value === undefined ? [] : [[xmlName(member, name), writeXml(member, value)]]
    }),
  )
}

function isBody(member: NormalizedSchema): boolean {
  return member.getMergedTraits().httpPayload === 1 && member.isStructSchema()
}

function xmlName(schema: NormalizedSchema, name: string): string {
  return schema.getMergedTraits().xmlName ?? name
}

function writeXml(schema: NormalizedSchema, value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map((one) => writeXml(schema.getValueSchema(), one))
    return items.length === 1 ? items[0] : items
  }
  if (!schema.isStructSchema() || typeof value !== 'object' || value === null) return value
  const values = value as Readonly<Record<string, unknown>>
  const pairs = [...schema.structIterator()].map(
    ([name, member]) => [xmlName(member, name), present(member, values[name])] as const,
  )
  return Object.fromEntries(pairs.filter(([, one]) => one !== undefined))
}

function present(member: NormalizedSchema, value: unknown): unknown {
  return value === undefined ? undefined : writeXml(member, value)
}
