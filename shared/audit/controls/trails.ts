import type { AuditFinding } from '../../model/audit.ts'
import { countText } from '../../report/format.ts'
import type { AuditFacts } from '../audit-facts.ts'
import type { Control, Verdict } from '../control.ts'
import { evidence, ifSeen, judged } from '../control.ts'
import type { ZoneTrails } from '../facts/read-trail-sights.ts'

/**
 * How long the audit leaves a trail that was stopped to whom the watch told of it, in milliseconds: a day, as what is critical
 * is told again after one. A region without changes of functions would otherwise keep it untold for ever.
 */
const TOLD_MS = 86_400_000

/** Changes are noticed when they are made. */
export const trails: Control = {
  id: 'trails',
  title: 'Trails',
  claim: 'In every zone a trail of CloudTrail records what changes, so that it is noticed at once.',
  needs: ['trails', 'watched'],
  judge: (facts) => ifSeen(facts.trails, (sights) => judgeTrails(facts, sights)),
}

function judgeTrails({ watched, now }: AuditFacts, sights: readonly ZoneTrails[]): Verdict {
  const all = watched.type === 'seen' ? [...watched.value.stopped] : []
  const stopped = new Set(
    all.flatMap(([trail, at]) => (now.getTime() - at.getTime() < TOLD_MS ? [trail] : [])),
  )
  const unread = sights.filter(({ state }) => state === 'unknown')
  const wrong = sights.filter(({ state }) => state === 'problem' || state === 'warning')
  return judged({
    evidence: [
      evidence('zones', sights.length),
      evidence('whose changes a trail records', sights.filter(({ state }) => state === 'ok').length),
    ],
    findings: wrong.map((one) => findingOf(one, stopped)),
    where: ['holdfast doctor', 'aws cloudtrail describe-trails', 'aws cloudtrail get-trail-status'],
    unsure: unreadText(unread),
    blind: 'failed',
  })
}

/** That somebody stopped this trail was told as unusual activity, at once and with who did it; nothing has arrived since. */
function findingOf({ zone, state, what, trail }: ZoneTrails, stopped: ReadonlySet<string>): AuditFinding {
  const isTold = state === 'problem' && trail !== undefined && stopped.has(trail)
  return { subject: zone, what, ...(isTold && { toldAs: 'unusual-activity' as const }) }
}

function unreadText(unread: readonly ZoneTrails[]): string | undefined {
  const [first] = unread
  if (first === undefined) return undefined
  return `Of ${countText(unread.length, 'zone')} it could not be told, of ${first.zone} first: ${first.what}`
}
