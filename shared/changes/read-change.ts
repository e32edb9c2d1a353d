import { MalformedEventError } from '../errors.ts'
import type { Change, ChangeReading, IgnoredReason } from '../model/change.ts'
import { isOwnRule } from '../model/own-rule.ts'
import { isScratch } from '../model/scratch.ts'
import type { ChangeTarget } from './change-target.ts'
import { changedByCloudFront, changedPairs } from './changed-edge.ts'
import { changedFunction, deletesVersion } from './changed-function.ts'
import type { ChangedSources, ChangingKind } from './changed-sources.ts'
import { changedSources, isTriggerSource } from './changed-sources.ts'
import { changedTestEvents } from './changed-test-events.ts'
import { opensToAll } from './opens-to-all.ts'
import type { TrailEvent } from './trail-event.ts'
import { callerOf, documentedName, parseTrailEvent } from './trail-event.ts'

/** Calls on layers. A layer version is captured with each function that names it; publishing one changes no function. */
const LAYER_CALL = /Layer/

/** Calls on what functions share. They name no function; the next deep run reads what changed. */
const SHARED_CALL = /^(?:Create|Update|Delete)(?:CodeSigningConfig|CapacityProvider)$|^(?:Tag|Untag)Resource$/

/** Calls on a run of a durable function, and on MicroVMs, which are no functions: nothing that is kept changes. */
const OTHER_CALL = /DurableExecution|Microvm/i

/** A decision not to capture, or what to capture; `undefined`: there should be something, and it cannot be found. */
type Finding = ChangeTarget | IgnoredReason | undefined

/** How each source of events tells what changed. */
const SOURCES: ReadonlyMap<string, (event: TrailEvent, eventName: string) => Finding> = new Map([
  ['lambda.amazonaws.com', changedByLambda],
  ['cloudfront.amazonaws.com', changedByCloudFront],
  ['edgekeyvaluestore.amazonaws.com', changedPairs],
  ['schemas.amazonaws.com', changedTestEvents],
])

/** Whose changes are data events: the pairs of key value stores. */
const DATA_SOURCE = 'edgekeyvaluestore.amazonaws.com'

/** For whom messages are read. */
export interface ReadingFor {
  readonly account: string
  /** The kinds of triggers whose changes matter. */
  readonly kinds: readonly ChangingKind[]
}

/**
 * Decides what one message of the `changes` queue means for an account.
 *
 * @throws MalformedEventError when the message is no API call, or changes something in a way that names nothing:
 * both must reach a person, neither can be guessed
 */
export function readChange(body: string, { account, kinds }: ReadingFor): ChangeReading {
  const event = parseTrailEvent(body)
  if (isTriggerSource(event.detail.eventSource, kinds) && !SOURCES.has(event.detail.eventSource))
    return readSourceChange(event, { account, kinds })
  const eventName = documentedName(event.detail.eventName)
  const found = find(event, eventName, account)
  if (found === undefined) throw nothingNamed(event, eventName)
  if (typeof found === 'string') return ignored(event, found)
  const { kind, name, zone } = found
  return { type: 'change', change: { ...facts(event, eventName), resource: { account, zone, kind, name } } }
}

function readSourceChange(event: TrailEvent, { account, kinds }: ReadingFor): ChangeReading {
  const reason = reasonToIgnore(event, account)
  if (reason !== undefined) return ignored(event, reason)
  const found = changedSources(event, account, kinds)
  if (found === undefined) return ignored(event, 'not-about-a-function')
  const named = found.named.filter(({ name }) => !isScratch(name))
  const sources = found.sources.filter((arn) => !isOwnRule(arn))
  if (named.length === 0 && sources.length === 0) return ignored(event, whyNothing(found))
  return {
    type: 'source-change',
    event: facts(event, documentedName(event.detail.eventName)),
    named,
    sources,
  }
}

function whyNothing({ named, sources }: ChangedSources): IgnoredReason {
  if (named.length > 0) return 'scratch'
  return sources.length > 0 ? 'own-rule' : 'not-about-a-function'
}

function find(event: TrailEvent, eventName: string, account: string): Finding {
  const changed = SOURCES.get(event.detail.eventSource)
  if (changed === undefined) return 'other-source'
  const found = reasonToIgnore(event, account) ?? changed(event, eventName)
  if (found === undefined || typeof found === 'string') return found
  if (isScratch(found.name)) return 'scratch'
  return (found.account ?? account) === account ? found : 'other-account'
}

function reasonToIgnore({ account: sender, detail }: TrailEvent, account: string): IgnoredReason | undefined {
  if ((detail.recipientAccountId ?? sender) !== account) return 'other-account'
  if (detail.readOnly === true) return 'read-only'
  if (detail.managementEvent === false && detail.eventSource !== DATA_SOURCE) return 'data-event'
  return detail.errorCode === undefined ? undefined : 'failed-call'
}

function changedByLambda(event: TrailEvent, eventName: string): Finding {
  if (LAYER_CALL.test(eventName)) return 'layer'
  const target = changedFunction(event)
  if (target === undefined) return isElsewhere(eventName) ? 'not-about-a-function' : undefined
  const { name, region = event.detail.awsRegion, account } = target
  return { kind: 'function', name, zone: region, ...(account === undefined ? {} : { account }) }
}

function isElsewhere(eventName: string): boolean {
  return SHARED_CALL.test(eventName) || OTHER_CALL.test(eventName)
}

function nothingNamed({ detail }: TrailEvent, eventName: string): MalformedEventError {
  const evidence = { eventName, eventSource: detail.eventSource, eventId: detail.eventID }
  return new MalformedEventError(`${eventName} changed something but names nothing that Holdfast can find.`, {
    evidence,
  })
}

function ignored({ detail }: TrailEvent, reason: IgnoredReason): ChangeReading {
  return { type: 'ignored', reason, eventName: documentedName(detail.eventName), eventId: detail.eventID }
}

function facts(event: TrailEvent, eventName: string): Omit<Change, 'resource'> {
  const { eventID: eventId, eventTime, eventSource: source } = event.detail
  const opened = opensToAll(event) ? { opened: true } : {}
  const ofVersion = deletesVersion(event) ? { ofVersion: true } : {}
  return { eventId, eventName, eventTime, source, ...callerOf(event), ...opened, ...ofVersion }
}
