import type { RetentionRules } from '../model/retention.ts'
import { hasRules, keepByRules } from './keep-by-rules.ts'
import type { LocalTime } from './local-time.ts'

/** What retention knows of one manifest before it decides. */
export interface PointFacts {
  /** Key of the manifest. */
  readonly key: string
  readonly type: 'point' | 'tombstone'
  readonly takenAt: Date
  /** Why somebody holds it; missing when nobody does. */
  readonly held?: string
  /** Until when the store itself refuses to let go of it. */
  readonly lockedUntil?: Date
  /** Restores that need it. */
  readonly usedBy?: string
}

/** All manifests of one resource, oldest first, and the one that its pointer names. */
export interface ResourceFacts {
  readonly points: readonly PointFacts[]
  /** Key of the newest manifest; `undefined` when the resource has no pointer. */
  readonly newest: string | undefined
}

/** What becomes of a manifest, and why. */
export interface Verdict {
  readonly point: PointFacts
  readonly keep: boolean
  /** At least one. */
  readonly reasons: readonly string[]
}

/** By what is decided. */
export interface Judgement {
  readonly rules: RetentionRules
  readonly local: LocalTime
  readonly now: Date
}

/** Why a manifest must stay whatever the rules say; no reason, and the rules decide. */
type Shield = (point: PointFacts, index: number) => string | undefined

/**
 * Decides what becomes of every manifest of one resource; nothing is read or written. Whatever the rules say, these stay:
 * the newest manifest and what is newer than it, what is held, locked or used by a restore, the last point of a deleted
 * resource until its own term (after which no rule keeps anything of that resource), a record of deletion while a point before it stays, and everything of a resource that
 * has no usable pointer.
 *
 * @returns one verdict for each, in their order
 */
export function decide({ points, newest }: ResourceFacts, judgement: Judgement): readonly Verdict[] {
  const head = points.findIndex(({ key }) => key === newest)
  if (head === -1) return points.map((point) => kept(point, ['its resource has no usable pointer']))
  const shields = [...shieldsOf(points, head, judgement)]
  const isOver = isBeyondTerm(points[head], judgement)
  const byRules = isOver ? new Map<string, readonly string[]>() : ruleReasons(points, judgement)
  const verdicts = points.map((point, index) => {
    const shielded = shields.map((shield) => shield(point, index)).filter((reason) => reason !== undefined)
    const reasons = [...shielded, ...(byRules.get(point.key) ?? [])]
    if (reasons.length > 0) return kept(point, reasons)
    return {
      point,
      keep: false,
      reasons: [isOver ? 'its term after the deletion is over' : 'no rule keeps it'],
    }
  })
  return keepNeededTombstones(verdicts)
}

function shieldsOf(points: readonly PointFacts[], head: number, judgement: Judgement): readonly Shield[] {
  return [
    newestShield(points, head),
    lastPointShield(points, head, judgement),
    ({ held }) => held && `held: ${held}`,
    ({ lockedUntil: until }) => lockText(until, judgement.now),
    ({ usedBy }) => usedBy && `restore ${usedBy} needs it`,
    ({ takenAt }) => (takenAt > judgement.now ? 'taken in the future' : undefined),
  ]
}

/** A manifest beyond the newest may be on its way to become the newest: its writer moves the pointer last. */
function newestShield(points: readonly PointFacts[], head: number): Shield {
  const since = points[head]?.takenAt ?? new Date(0)
  return ({ takenAt }, index) => {
    if (index === head) return 'newest'
    return takenAt >= since ? 'not older than the newest' : undefined
  }
}

/** For a resource that was deleted: whether the time is over for which anything of it is kept. */
function isBeyondTerm(newest: PointFacts | undefined, { rules, local, now }: Judgement): boolean {
  if (newest?.type !== 'tombstone' || rules.deleted === undefined) return false
  return local.before(now, rules.deleted) >= newest.takenAt
}

function lastPointShield(points: readonly PointFacts[], head: number, judgement: Judgement): Shield {
  const newest = points[head]
  if (newest?.type !== 'tombstone' || isBeyondTerm(newest, judgement)) return () => undefined
  const last = points.findLastIndex(({ type }, index) => type === 'point' && index < head)
  const term = judgement.rules.deleted === undefined ? '' : ', within its term'
  return atIndex(last, `last point of what was deleted${term}`)
}

function atIndex(wanted: number, reason: string): Shield {
  return (_point, index) => (index === wanted ? reason : undefined)
}

function lockText(until: Date | undefined, now: Date): string | undefined {
  return until !== undefined && until > now ? `locked until ${until.toISOString()}` : undefined
}

/** Reasons by key. Points from the future are left out, as restic does: they would push all others out of `within`. */
function ruleReasons(
  points: readonly PointFacts[],
  { rules, local, now }: Judgement,
): ReadonlyMap<string, readonly string[]> {
  const judged = points
    .filter(({ type, takenAt }) => type === 'point' && takenAt <= now)
    .toReversed()
    .toSorted((a, b) => b.takenAt.getTime() - a.takenAt.getTime())
  if (!hasRules(rules)) return new Map(points.map(({ key }) => [key, ['no rule is given']]))
  const reasons = keepByRules(
    judged.map(({ takenAt }) => takenAt),
    rules,
    local,
  )
  return new Map(judged.map(({ key }, index) => [key, reasons[index] ?? []]))
}

/** Without the record between them, a point would seem to have been the state until the next one. */
function keepNeededTombstones(verdicts: readonly Verdict[]): readonly Verdict[] {
  let hasKeptPoint = false
  return verdicts.map((one) => {
    if (one.point.type === 'point') hasKeptPoint ||= one.keep
    const isNeeded = one.point.type === 'tombstone' && hasKeptPoint && !one.keep
    return isNeeded ? kept(one.point, ['tells when a kept point ended']) : one
  })
}

function kept(point: PointFacts, reasons: readonly string[]): Verdict {
  return { point, keep: true, reasons }
}
