import type { ActivityLine } from '../model/activity.ts'
import type { Change } from '../model/change.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'
import { given } from '../model/members.ts'
import type { Outcome } from '../model/outcome.ts'
import { whatChanged } from './what-changed.ts'

/** What became of a resource that changed: an outcome, or the error that kept it from having one. */
export type ChangeOutcome =
  | Exclude<Outcome, { type: 'ignored' | 'failed' }>
  | { readonly type: 'failed'; readonly error: string }

/** All that one capture answered, and what became of it. */
export interface AnsweredChanges {
  readonly resource: Change['resource']
  readonly changes: readonly Change[]
  readonly outcome: ChangeOutcome
  /** When that was known. */
  readonly at: Date
}

/**
 * The lines of one capture: one for each call on the resource itself, and one for all calls on what wakes it, of which
 * the deployment of an API makes hundreds.
 */
export function changeLines(answered: AnsweredChanges): readonly ActivityLine[] {
  const each = [...new Map(answered.changes.map((change) => [change.eventId, change])).values()]
  const others = each.filter(isOfTrigger)
  const newest = newestOf(others)
  const lines = [
    ...each.filter((change) => !isOfTrigger(change)).map((change) => lineOf(answered, change, 1)),
    ...(newest === undefined ? [] : [lineOf(answered, newest, others.length)]),
  ]
  return withOpening(answered, lines)
}

/**
 * The lines with what the capture found: that everybody is let in now. If the record of no call says so, it was done by
 * one that did not arrive, nobody knows by whom: that is a line of its own.
 */
function withOpening(answered: AnsweredChanges, lines: readonly ActivityLine[]): readonly ActivityLine[] {
  const { outcome } = answered
  const isTold = lines.some(({ what }) => what.includes('policy-opened'))
  if (outcome.type !== 'captured' || outcome.opened !== true || isTold) return lines
  return [...lines, openedLine(answered)]
}

function openedLine({ resource, changes, outcome, at }: AnsweredChanges): ActivityLine {
  const { account, zone, kind, name } = resource
  const time = at.toISOString()
  return {
    format: FORMAT_VERSION,
    type: 'outcome',
    at: time,
    recordedAt: time,
    account,
    zone,
    kind,
    name,
    // Of the call that was answered: so that the line is the same when that is tried again.
    ...given({ eventId: newestOf(changes)?.eventId }),
    events: 1,
    what: ['policy-opened'],
    ...outcomeOf(outcome),
  }
}

function newestOf(changes: readonly Change[]): Change | undefined {
  return changes.toSorted((a, b) => (a.eventTime < b.eventTime ? -1 : 1)).at(-1)
}

function isOfTrigger({ eventName, source }: Change): boolean {
  return whatChanged(eventName, source) === 'trigger'
}

function lineOf({ resource, outcome, at }: AnsweredChanges, change: Change, events: number): ActivityLine {
  const { account, zone, kind, name } = resource
  const { eventId, eventName, eventTime, source, principal, issuer, sourceIp, opened } = change
  const what = change.ofVersion === true ? 'version' : whatChanged(eventName, source)
  return {
    format: FORMAT_VERSION,
    type: 'change',
    at: eventTime,
    recordedAt: at.toISOString(),
    account,
    zone,
    kind,
    name,
    event: eventName,
    ...(source !== undefined && { source }),
    eventId,
    events,
    what: opened === true ? [what, 'policy-opened'] : [what],
    ...(principal !== undefined && { principal }),
    ...(issuer !== undefined && { issuer }),
    ...(sourceIp !== undefined && { sourceIp }),
    ...outcomeOf(outcome),
    ...(outcome.type !== 'failed' && { latencyMs: Math.max(0, at.getTime() - Date.parse(eventTime)) }),
  }
}

function outcomeOf(
  outcome: ChangeOutcome,
): Pick<ActivityLine, 'outcome' | 'gaps' | 'error' | 'manifest' | 'plan'> {
  if (outcome.type === 'failed') return { outcome: 'failed', gaps: 0, error: outcome.error }
  const { type, manifest, plan } = outcome
  const gaps = type === 'deleted' ? 0 : (outcome.gaps ?? []).length
  return { outcome: type, gaps, ...given({ manifest, plan }) }
}
