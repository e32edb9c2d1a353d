import type { AuditFinding } from '../../model/audit.ts'
import { hoursOf } from '../../model/duration.ts'
import { resourcePath } from '../../model/resource.ts'
import type { PlanFile } from '../../plans/plan-file.ts'
import { timeText } from '../../report/format.ts'
import { ageText } from '../age-text.ts'
import type { AuditFacts } from '../audit-facts.ts'
import type { Control, Verdict } from '../control.ts'
import { evidence, ifSeen, judged } from '../control.ts'
import type { LivingFact, ResourceFacts } from '../facts/resource-fact.ts'
import type { RunFacts } from '../facts/read-runs.ts'
import { unlookedText } from './unlooked.ts'

const HOUR = 3_600_000

/** Every function that lives has a point that is young enough, or a reason why not. */
export const coverage: Control = {
  id: 'coverage',
  title: 'Coverage',
  claim:
    'Every living function has a recovery point that is known to be right within the objective of its plan; what is excluded says why.',
  needs: ['resources', 'runs'],
  judge: (facts) => ifSeen(facts.resources, (resources) => judgeCoverage(facts, resources)),
}

function judgeCoverage(facts: AuditFacts, resources: ResourceFacts): Verdict {
  const { living } = resources
  const excluded = living.filter(({ assignment }) => assignment.choice.type === 'excluded')
  // What was not looked at would seem to have no point.
  const isWhole = resources.unlooked.length === 0
  const never = isWhole && facts.runs.type === 'seen' ? neverCaptured(facts.runs.value, resources) : []
  const late = living.flatMap((one) => lateOf(facts, one))
  const unprotected = living.flatMap(unprotectedOf)
  return judged({
    evidence: [
      evidence('living', living.length),
      evidence('within their objective', withinObjective(facts, living) - late.length),
      evidence('without an objective', withoutObjective(facts, living)),
      evidence('too old', late.length),
      evidence('unprotected', unprotected.length),
      evidence('never captured', never.length),
      evidence('excluded', excluded.length),
      oldestOf(living, facts.now),
    ],
    findings: [
      ...never,
      ...unprotected,
      ...late,
      ...living.flatMap(tagMistakes),
      ...resources.unreadable.map(({ resource, what }) => ({
        subject: resourcePath(resource),
        what: `its newest recovery point cannot be read: ${what}`,
      })),
    ],
    notes: excluded.flatMap(exclusionOf),
    unsure: unlookedText(resources),
    blind: 'failed',
    where: ['holdfast list', 'holdfast plan explain <function>', 'latest/', 'inventories/'],
  })
}

/** What a plan promises of a resource, in hours; `undefined` when it promises nothing. */
function objectiveOf({ plans }: PlanFile, { assignment }: LivingFact): number | undefined {
  const { choice } = assignment
  const objective = choice.type === 'plan' ? plans[choice.plan]?.objective : undefined
  return objective === undefined ? undefined : hoursOf(objective)
}

function withinObjective({ plans }: AuditFacts, living: readonly LivingFact[]): number {
  return living.filter((one) => objectiveOf(plans, one) !== undefined).length
}

function withoutObjective({ plans }: AuditFacts, living: readonly LivingFact[]): number {
  return living.filter(
    (one) => one.assignment.choice.type === 'plan' && objectiveOf(plans, one) === undefined,
  ).length
}

function lateOf({ plans, now }: AuditFacts, one: LivingFact): readonly AuditFinding[] {
  const hours = objectiveOf(plans, one)
  const age = now.getTime() - Date.parse(one.seenAt)
  if (hours === undefined || age <= hours * HOUR) return []
  const what = `last known to be right at ${timeText(one.seenAt)}, ${ageText(one.seenAt, now)} ago; its plan allows ${hours} h`
  return [{ subject: resourcePath(one.resource), what, since: one.seenAt, points: [one.point] }]
}

function unprotectedOf({ resource, assignment: { choice } }: LivingFact): readonly AuditFinding[] {
  if (choice.type !== 'unprotected') return []
  return [{ subject: resourcePath(resource), what: `no plan is responsible for it. ${choice.why}` }]
}

function exclusionOf({ resource, assignment: { choice } }: LivingFact): readonly AuditFinding[] {
  if (choice.type !== 'excluded') return []
  const by = choice.by === 'tag' ? 'its tag holdfast:exclude' : 'holdfast.yml'
  return [{ subject: resourcePath(resource), what: `excluded by ${by}: ${choice.reason}` }]
}

/** Tags that could not be read are a gap, which has a control of its own. */
function tagMistakes({ resource, assignment: { findings } }: LivingFact): readonly AuditFinding[] {
  return findings
    .filter(({ kind }) => kind !== 'unread')
    .map(({ message }) => ({ subject: resourcePath(resource), what: message }))
}

/** What the newest run found and could not capture, and what no run before it could either. */
function neverCaptured({ failed }: RunFacts, resources: ResourceFacts): readonly AuditFinding[] {
  const known = new Set(
    [...resources.living, ...resources.deleted, ...resources.unreadable].map(({ resource }) =>
      resourcePath(resource),
    ),
  )
  return failed
    .filter(({ resource }) => !known.has(resourcePath(resource)))
    .map(({ resource, failure }) => ({
      subject: resourcePath(resource),
      what: `it has no recovery point: ${failure.error}`,
    }))
}

function oldestOf(living: readonly LivingFact[], now: Date) {
  const oldest = living.map(({ seenAt }) => seenAt).sort()[0]
  return oldest === undefined ? undefined : evidence('oldest', ageText(oldest, now))
}
