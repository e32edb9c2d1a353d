import { hoursOf } from '../model/duration.ts'
import type { PlanFile } from '../plans/plan-file.ts'
import type { Metrics } from '../ports/runtime.ts'
import type { AuditFacts } from './audit-facts.ts'
import type { EndedAudit } from './end-audit.ts'
import type { LivingFact } from './facts/resource-fact.ts'

/** Puts an audit into numbers: docs/audit.md says what each means. What could not be seen is not counted as nothing. */
export function countAudit(metrics: Metrics, { report, facts }: EndedAudit): void {
  if (report.failure === undefined) metrics.add('AuditsEnded', 'Count', 1)
  const findings = report.controls.reduce((sum, control) => sum + control.findings.length, 0)
  metrics.add('AuditFindings', 'Count', findings)
  countCoverage(metrics, facts)
  const { integrity, locks, copies, tests, now } = facts
  if (integrity.type === 'seen') {
    metrics.add('IntegrityDamaged', 'Count', integrity.value.damaged.length)
    metrics.add('BlobsHashed', 'Count', integrity.value.blobs)
  }
  if (locks.type === 'seen') metrics.add('LockShort', 'Count', locks.value.count)
  if (copies.type === 'seen')
    metrics.add('CopyLag', 'Seconds', Math.max(0, ...copies.value.map(({ lag }) => lag)))
  if (tests.type === 'seen') {
    const newest = Math.max(...[...tests.value.values()].map(({ endedAt }) => Date.parse(endedAt)))
    metrics.add('RestoreTestAge', 'Seconds', secondsBetween(newest, now))
  }
}

/** Of each zone, the age of what is the longest beyond its objective; none is that old: 0. */
function countCoverage(metrics: Metrics, { resources, plans, now }: AuditFacts): void {
  if (resources.type !== 'seen') return
  const unprotected = resources.value.living.filter((one) => isLate(plans, one, now))
  metrics.add('FunctionsUnprotected', 'Count', unprotected.length)
  const zones = Map.groupBy(resources.value.living, ({ resource }) => resource.zone)
  for (const [zone, living] of zones) {
    const late = living.filter((one) => isLate(plans, one, now))
    const ages = late.map(({ seenAt }) => secondsBetween(Date.parse(seenAt), now))
    metrics.add('OldestUnprotectedAge', 'Seconds', Math.max(0, ...ages), zone)
  }
}

function isLate({ plans }: PlanFile, { assignment: { choice }, seenAt }: LivingFact, now: Date): boolean {
  if (choice.type !== 'plan') return choice.type === 'unprotected'
  const objective = plans[choice.plan]?.objective
  return objective !== undefined && secondsBetween(Date.parse(seenAt), now) > hoursOf(objective) * 3600
}

function secondsBetween(from: number, to: Date): number {
  return Math.max(0, Math.round((to.getTime() - from) / 1000))
}
