import type { AuditFinding } from '../../model/audit.ts'
import { resourcePath } from '../../model/resource.ts'
import type { RetentionRules, Span } from '../../model/retention.ts'
import type { PlanFile } from '../../plans/plan-file.ts'
import { retentionRules } from '../../plans/retention-rules.ts'
import { timeText } from '../../report/format.ts'
import { createLocalTime } from '../../retention/local-time.ts'
import type { Control, Verdict } from '../control.ts'
import { evidence, ifSeen, judged } from '../control.ts'
import type { DeletedFact, LastPoint, ResourceFacts } from '../facts/resource-fact.ts'
import { unlookedText } from './unlooked.ts'

/** What was deleted can still be brought back. */
export const tombstones: Control = {
  id: 'tombstones',
  title: 'Deleted functions',
  claim:
    'The last recovery point of every deleted function is there, or a record says that retention expired it; what can still be taken back was not expired before its own term was over.',
  needs: ['resources'],
  judge: ({ resources, plans, now }) => ifSeen(resources, (value) => judgeDeleted(plans, value, now)),
}

function judgeDeleted(plans: PlanFile, resources: ResourceFacts, now: Date): Verdict {
  const { deleted } = resources
  const lost = deleted.filter((one) => one.lastPoint === undefined && one.expired === undefined)
  const kept = deleted.flatMap((one) =>
    one.lastPoint === undefined ? [] : [{ one, until: expiryOf(plans, one) }],
  )
  const early = deleted.flatMap((one) => earlyExpiry(plans, one))
  const passed = kept.filter(({ until }) => until !== undefined && until <= now)
  return judged({
    evidence: [
      evidence('deleted functions', deleted.length),
      evidence('that can be brought back', kept.length),
      evidence('of these, for ever', kept.filter(({ until }) => until === undefined).length),
      evidence('whose term is over', passed.length),
      evidence('expired by retention', deleted.filter(({ expired }) => expired).length),
    ],
    findings: [
      ...lost.map(lossOf),
      ...early.filter((one) => !wasInTime(plans, one)).map(({ finding }) => finding),
    ],
    notes: [
      ...kept.map(({ one, until }) => noteOf(one, until)),
      ...early.filter((one) => wasInTime(plans, one)).map(({ finding }) => finding),
    ],
    unsure: unlookedText(resources),
    blind: 'failed',
    where: ['holdfast list --deleted', 'points/', 'expired/'],
  })
}

/** A last point that expired before its term by the plans of today was over. */
interface EarlyExpiry {
  readonly one: DeletedFact
  readonly finding: AuditFinding
}

/** Which plan an expired point has is known only while it can be taken back. */
function earlyExpiry(plans: PlanFile, one: DeletedFact): readonly EarlyExpiry[] {
  const { resource, deletedAt, expired } = one
  if (expired?.point === undefined) return []
  const term = expiryOf(plans, { deletedAt, lastPoint: expired.point })
  if (term !== undefined && term <= new Date(expired.at)) return []
  const end = term === undefined ? 'stays for ever' : `is over at ${timeText(term)}`
  const what = `its last recovery point was expired at ${timeText(expired.at)}, and its term ${end}: holdfast undelete takes it back`
  const finding = { subject: resourcePath(resource), what, since: expired.at, points: [expired.point.key] }
  return [{ one, finding }]
}

/** Whether it expired by the term that its plan had then: the plan was changed since. */
function wasInTime(plans: PlanFile, { one: { deletedAt, expired } }: EarlyExpiry): boolean {
  if (expired?.term === undefined) return false
  const timeZone = rulesOf(plans, expired.point)?.timeZone ?? 'UTC'
  return endOf(deletedAt, expired.term, timeZone) <= new Date(expired.at)
}

/** When the last point may go; `undefined` when it stays for ever. */
export function expiryOf(
  plans: PlanFile,
  { deletedAt, lastPoint }: Pick<DeletedFact, 'deletedAt' | 'lastPoint'>,
): Date | undefined {
  const rules = rulesOf(plans, lastPoint)
  return rules?.deleted && endOf(deletedAt, rules.deleted, rules.timeZone)
}

function rulesOf(plans: PlanFile, point: LastPoint | undefined): RetentionRules | undefined {
  const choice = point?.assignment.choice
  const plan = choice?.type === 'plan' ? plans.plans[choice.plan] : undefined
  return plan && retentionRules(plan, plans)
}

/** A span before the other way round: calendars go forward by the same rules. */
function endOf(deletedAt: string, term: Span, timeZone: string): Date {
  return createLocalTime(timeZone).before(new Date(deletedAt), negative(term))
}

function negative({ years = 0, months = 0, days = 0, hours = 0 }: Span): Span {
  return { years: -years, months: -months, days: -days, hours: -hours }
}

function lossOf({ resource, deletedAt }: DeletedFact): AuditFinding {
  const what = `it was deleted at ${timeText(deletedAt)}, and its last recovery point is gone without a record of retention`
  return { subject: resourcePath(resource), what, since: deletedAt }
}

function noteOf({ resource, deletedAt, lastPoint }: DeletedFact, until: Date | undefined): AuditFinding {
  const end = until === undefined ? 'stays for ever' : `expires at ${timeText(until)} at the earliest`
  return {
    subject: resourcePath(resource),
    what: `deleted at ${timeText(deletedAt)}; its last recovery point ${end}`,
    since: deletedAt,
    ...(lastPoint !== undefined && { points: [lastPoint.key] }),
  }
}
