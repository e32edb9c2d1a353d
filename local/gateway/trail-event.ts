import { NormalizedSchema } from '@smithy/core/schema'
import type { Call } from './call.ts'
import type { CallInput } from './call-input.ts'
import { apiVersion, eventName } from './event-name.ts'
import { eventValues } from './event-values.ts'
import { lambdaParameters, lambdaResponse } from './lambda-event.ts'
import type { Outcome } from './outcome.ts'
import { s3Parameters } from './s3-event.ts'

/** A call that was answered, with what is needed to tell of it. */
export interface AnsweredCall {
  readonly call: Call
  readonly input: CallInput
  readonly outcome: Outcome
  /** When the request arrived. */
  readonly at: Date
  readonly requestId: string
  readonly eventId: string
}

/** CloudTrail's record of one call: `detail` of the event on the bus. */
export type TrailRecord = Readonly<Record<string, unknown>> & {
  readonly eventSource: string
  readonly eventName: string
  readonly eventTime: string
  readonly awsRegion: string
  readonly eventID: string
  readonly recipientAccountId: string
}

/** The event as it goes onto a bus. */
export interface BusEvent {
  readonly source: string
  readonly detailType: string
  readonly time: string
  readonly resources: readonly string[]
  readonly detail: Readonly<Record<string, unknown>>
}

/** An event of the bus holds at most 256 KiB; CloudTrail leaves out what makes it larger. */
const LARGEST_DETAIL = 250 * 1024

/** What CloudTrail would put on the bus for this call. (CloudTrail user guide, "record contents"; version 1.08) */
export function trailEvent(answered: AnsweredCall): BusEvent {
  const detail = withinLimit(trailRecord(answered))
  return {
    source: `aws.${answered.call.service.eventSource}`,
    detailType: 'AWS API Call via CloudTrail',
    time: detail.eventTime,
    resources: [],
    detail,
  }
}

function trailRecord(answered: AnsweredCall): TrailRecord {
  const { call, outcome, at, requestId, eventId } = answered
  const version = apiVersion(call)
  return {
    eventVersion: '1.08',
    userIdentity: userIdentity(call),
    eventTime: at.toISOString().replace(/\.\d+Z$/, 'Z'),
    eventSource: `${call.service.eventSource}.amazonaws.com`,
    eventName: eventName(call),
    awsRegion: call.service.eventRegion ?? call.region,
    sourceIPAddress: '127.0.0.1',
    userAgent: call.userAgent,
    ...(outcome.error && { errorCode: outcome.error.code, errorMessage: outcome.error.message }),
    requestParameters: requestParameters(answered),
    responseElements: responseElements(answered),
    requestID: requestId,
    eventID: eventId,
    readOnly: call.kind === 'read',
    eventType: 'AwsApiCall',
    ...(version !== undefined && { apiVersion: version }),
    managementEvent: call.kind !== 'data',
    recipientAccountId: call.account,
    eventCategory: call.kind === 'data' ? 'Data' : 'Management',
  }
}

/** A function calls under its role, here named after the function; everybody else is a user. */
function userIdentity({ app, account, accessKeyId }: Call): object {
  const own = { accountId: account, accessKeyId: accessKeyId ?? '' }
  if (app === undefined) {
    const arn = `arn:aws:iam::${account}:user/caller`
    return { type: 'IAMUser', principalId: 'AIDAEXAMPLELOCAL00000', arn, ...own, userName: 'caller' }
  }
  const role = `arn:aws:iam::${account}:role/${app}`
  const issuer = {
    type: 'Role',
    principalId: 'AROAEXAMPLELOCAL00000',
    arn: role,
    accountId: account,
    userName: app,
  }
  return {
    type: 'AssumedRole',
    principalId: `AROAEXAMPLELOCAL00000:${app}`,
    arn: `arn:aws:sts::${account}:assumed-role/${app}/${app}`,
    ...own,
    sessionContext: { sessionIssuer: issuer },
  }
}

function requestParameters({ call, input }: AnsweredCall): object | null {
  const written = writeParameters(call, input)
  return Object.keys(written).length === 0 ? null : written
}

function writeParameters(call: Call, input: CallInput): Record<string, unknown> {
  if (call.service.iamPrefix === 's3') return s3Parameters(call, input)
  const written = eventValues(call, call.schema?.operation.input, input)
  return call.service.iamPrefix === 'lambda' ? lambdaParameters(call.operation, input, written) : written
}

function responseElements({ call, outcome }: AnsweredCall): object | null {
  if (call.kind === 'read' || outcome.output === undefined) return null
  const written = eventValues(call, outputSchema(call), outcome.output)
  const all = call.service.iamPrefix === 'lambda' ? lambdaResponse(call.operation, written) : written
  return Object.keys(all).length === 0 ? null : all
}

function outputSchema(call: Call): NormalizedSchema | undefined {
  const output = call.schema?.operation.schema.output
  return output === undefined
    ? undefined
    : NormalizedSchema.of(output as Parameters<typeof NormalizedSchema.of>[0])
}

function withinLimit(record: TrailRecord): TrailRecord {
  if (Buffer.byteLength(JSON.stringify(record)) <= LARGEST_DETAIL) return record
  return { ...record, requestParameters: null, responseElements: null, omitted: true }
}
