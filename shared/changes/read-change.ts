import { MalformedEventError } from '../errors.ts'
import type { Change, ChangeReading, IgnoredReason } from '../model/change.ts'
import { isScratch } from '../model/scratch.ts'
import { changedFunction } from './changed-function.ts'
import type { TrailEvent } from './trail-event.ts'
import { documentedName, parseTrailEvent } from './trail-event.ts'

/** Calls on layers. A layer version is captured with each function that names it; publishing one changes no function. */
const LAYER_CALL = /Layer/

/** Calls on what functions share. They name no function; the next deep run reads what changed. */
const SHARED_CALL = /^(?:Create|Update|Delete)(?:CodeSigningConfig|CapacityProvider)$|^(?:Tag|Untag)Resource$/

/**
 * Decides what one message of the `changes` queue means for the account `account`.
 *
 * @throws MalformedEventError when the message is no API call, or changes Lambda in a way that names no function:
 * both must reach a person, neither can be guessed
 */
export function readChange(body: string, account: string): ChangeReading {
  const event = parseTrailEvent(body)
  const eventName = documentedName(event.detail.eventName)
  const reason = reasonToIgnore(event, eventName, account)
  if (reason) return ignored(event, reason)
  const target = changedFunction(event)
  if (!target) return withoutFunction(event, eventName)
  if (isScratch(target.name)) return ignored(event, 'scratch')
  if ((target.account ?? account) !== account) return ignored(event, 'other-account')
  const resource = {
    account,
    zone: target.region ?? event.detail.awsRegion,
    kind: 'function',
    name: target.name,
  } as const
  return { type: 'change', change: { ...facts(event, eventName), resource } }
}

function reasonToIgnore(
  { account: sender, detail }: TrailEvent,
  name: string,
  account: string,
): IgnoredReason | undefined {
  if (detail.eventSource !== 'lambda.amazonaws.com') return 'other-source'
  if ((detail.recipientAccountId ?? sender) !== account) return 'other-account'
  if (detail.readOnly === true) return 'read-only'
  if (detail.managementEvent === false) return 'data-event'
  if (detail.errorCode !== undefined) return 'failed-call'
  return LAYER_CALL.test(name) ? 'layer' : undefined
}

function withoutFunction(event: TrailEvent, eventName: string): ChangeReading {
  if (SHARED_CALL.test(eventName)) return ignored(event, 'not-about-a-function')
  throw new MalformedEventError(`${eventName} changed Lambda but names no function that Holdfast can find.`, {
    evidence: { eventName, eventId: event.detail.eventID },
  })
}

function ignored({ detail }: TrailEvent, reason: IgnoredReason): ChangeReading {
  return { type: 'ignored', reason, eventName: documentedName(detail.eventName), eventId: detail.eventID }
}

function facts({ detail }: TrailEvent, eventName: string): Omit<Change, 'resource'> {
  const principal = detail.userIdentity?.arn ?? detail.userIdentity?.principalId
  const { eventID: eventId, eventTime } = detail
  return { eventId, eventName, eventTime, ...(principal === undefined ? {} : { principal }) }
}
