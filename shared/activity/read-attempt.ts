import type { TrailEvent } from '../changes/trail-event.ts'
import { callerOf, documentedName } from '../changes/trail-event.ts'
import type { ActivityLine } from '../model/activity.ts'
import type { JsonObject } from '../model/json.ts'
import { textOf } from '../model/members.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'

/** Calls that take nothing from the vault: tags, and what undoes a danger. */
const HARMLESS = /^(?:Tag|Untag)Resource$|^(?:Put|Delete)BucketTagging$|^(?:Enable|CancelKeyDeletion)/

/** Where the records of S3, KMS and CloudTrail name what a call was about. */
const NAMES = ['bucketName', 'keyId', 'name', 'trailName']

/**
 * A call on the vault's bucket, its key or a trail, as a line. One that AWS refused counts: it was tried.
 *
 * @returns `undefined` for what takes nothing from the vault
 */
export function attemptLine(event: TrailEvent, now: Date): ActivityLine | undefined {
  const { detail } = event
  const name = documentedName(detail.eventName)
  if (HARMLESS.test(name) || detail.readOnly === true) return undefined
  const account = detail.recipientAccountId ?? event.account
  const about = nameOf(detail.requestParameters ?? {})
  return {
    format: FORMAT_VERSION,
    type: 'attempt',
    at: detail.eventTime,
    recordedAt: now.toISOString(),
    account,
    zone: detail.awsRegion,
    ...(about !== undefined && { name: about }),
    event: name,
    source: detail.eventSource,
    eventId: detail.eventID,
    events: 1,
    what: [],
    ...callerOf(event),
    outcome: detail.errorCode === undefined ? 'done' : 'refused',
    ...(detail.errorCode !== undefined && { error: detail.errorCode }),
    gaps: 0,
  }
}

function nameOf(request: JsonObject): string | undefined {
  return NAMES.map((member) => textOf(request, member)).find((name) => name !== undefined)
}
