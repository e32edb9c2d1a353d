import * as z from 'zod'
import { MalformedEventError } from '../errors.ts'
import { JsonObjectSchema } from '../model/json.ts'
import { Instant } from '../model/manifest.ts'

const UserIdentity = z.object({
  arn: z.string().optional(),
  principalId: z.string().optional(),
  sessionContext: z.object({ sessionIssuer: z.object({ arn: z.string().optional() }).optional() }).optional(),
})

/** The part of CloudTrail's record that Holdfast reads. Further members are AWS's business. */
const Detail = z.object({
  eventID: z.string().min(1),
  eventName: z.string().min(1),
  eventSource: z.string().min(1),
  eventTime: Instant,
  awsRegion: z.string().min(1),
  recipientAccountId: z.string().optional(),
  readOnly: z.boolean().optional(),
  managementEvent: z.boolean().optional(),
  errorCode: z.string().optional(),
  userIdentity: UserIdentity.optional(),
  /** An address, or the name of a service of AWS that called in somebody's name. */
  sourceIPAddress: z.string().optional(),
  requestParameters: JsonObjectSchema.nullish(),
  responseElements: JsonObjectSchema.nullish(),
})

/** "AWS API Call via CloudTrail" as EventBridge delivers it. */
export const TrailEvent = z.object({
  account: z.string(),
  region: z.string(),
  source: z.string(),
  detail: Detail,
})
export type TrailEvent = z.infer<typeof TrailEvent>

/**
 * Reads the body of a message from the `changes` queue.
 *
 * @throws MalformedEventError when it is not JSON, or not an API call recorded by CloudTrail
 */
export function parseTrailEvent(body: string): TrailEvent {
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch (cause) {
    throw new MalformedEventError('The message is not JSON.', { cause })
  }
  const parsed = TrailEvent.safeParse(json)
  if (parsed.success) return parsed.data
  const places = parsed.error.issues.map((issue) => issue.path.join('.') || 'the message').join(', ')
  throw new MalformedEventError(`The message is not a CloudTrail API call: see ${places}.`)
}

/**
 * The call's name in AWS's documentation: CloudTrail appends an API date to many (`CreateFunction20150331v2`), and
 * CloudFront's operations end in one in older SDKs (`UpdateDistribution2020_05_31`).
 */
export function documentedName(eventName: string): string {
  return eventName.replace(/(?:\d{8}(?:v\d+)?|\d{4}_\d{2}_\d{2})$/, '')
}

/** The partition of AWS that the event comes from: every ARN in it begins so. */
export function partitionOf({ detail }: TrailEvent): string {
  const said = /^arn:([\w-]+):/.exec(detail.userIdentity?.arn ?? '')?.[1]
  if (said !== undefined) return said
  if (detail.awsRegion.startsWith('cn-')) return 'aws-cn'
  return detail.awsRegion.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
}

/** Who made a call, as far as the record says. */
export interface Caller {
  readonly principal?: string
  /** ARN of the role behind a session. */
  readonly issuer?: string
  readonly sourceIp?: string
}

export function callerOf({ detail }: TrailEvent): Caller {
  const { userIdentity, sourceIPAddress: sourceIp } = detail
  const principal = userIdentity?.arn ?? userIdentity?.principalId
  const issuer = userIdentity?.sessionContext?.sessionIssuer?.arn
  return {
    ...(principal !== undefined && { principal }),
    ...(issuer !== undefined && { issuer }),
    ...(sourceIp !== undefined && { sourceIp }),
  }
}
