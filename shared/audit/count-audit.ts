import type { AuditReport, ControlId, ControlResult } from '../model/audit.ts'
import { hoursOf } from '../model/duration.ts'
import { resourcePath } from '../model/resource.ts'
import type { PlanFile } from '../plans/plan-file.ts'
import type { Metrics } from '../ports/runtime.ts'
import type { AuditFacts } from './audit-facts.ts'
import type { EndedAudit } from './end-audit.ts'
import type { LivingFact } from './facts/resource-fact.ts'
import { isDamage, isPartly } from './judge.ts'

/**
 * Puts an audit into numbers: docs/audit.md says what each means. They count what the controls found. What could not be
 * looked at is not counted as nothing: a number that is 0 for want of a look is not sent.
 */
export function countAudit(metrics: Metrics, { report, facts }: EndedAudit): void {
  metrics.add('AuditsFailed', 'Count', report.failure === undefined ? 0 : 1)
  const findings = report.controls.reduce((sum, control) => sum + control.findings.length, 0)
  metrics.add('AuditFindings', 'Count', findings)
  countCoverage(metrics, report, facts)
  countDamage(metrics, report, facts)
  const { locks, copies } = facts
  if (locks.type === 'seen' && isKnown(locks.value.count, controlIn(report, 'locks')))
    metrics.add('LockShort', 'Count', locks.value.count)
  if (copies.type === 'seen') {
    const lag = Math.max(0, ...copies.value.map((copy) => copy.lag))
    if (isKnown(lag, controlIn(report, 'copies'))) metrics.add('CopyLag', 'Seconds', lag)
  }
  countTests(metrics, facts)
}

/** Functions that people are told of, each once; and of each zone the age of the oldest. */
function countCoverage(metrics: Metrics, report: AuditReport, facts: AuditFacts): void {
  const coverage = controlIn(report, 'coverage')
  if (coverage === undefined || facts.resources.type !== 'seen') return
  const unprotected = new Set(coverage.findings.map(({ subject }) => subject))
  if (isKnown(unprotected.size, coverage)) metrics.add('FunctionsUnprotected', 'Count', unprotected.size)
  const { living: all } = facts.resources.value
  const aged = new Set(all.map(({ resource }) => resourcePath(resource)))
  const ageless = [...unprotected].filter((path) => !aged.has(path))
  const zones = Map.groupBy(all, ({ resource }) => resource.zone)
  for (const [zone, living] of zones) {
    const late = living.filter((one) => isLate(facts.plans, one, facts.now))
    const oldest = Math.max(0, ...late.map(({ seenAt }) => secondsSince(seenAt, facts.now)))
    // What has no point that can be read has no age: the zone is not within its objectives all the same.
    const isAgeless = ageless.some((path) => path.split('/')[1] === zone)
    if (oldest > 0 || (!isAgeless && isKnown(oldest, coverage)))
      metrics.add('OldestUnprotectedAge', 'Seconds', oldest, zone)
  }
}

function countDamage(metrics: Metrics, report: AuditReport, { integrity }: AuditFacts): void {
  const control = controlIn(report, 'integrity')
  const damaged = new Set(control?.findings.filter(isDamage).map(({ subject }) => subject))
  if (isKnown(damaged.size, control)) metrics.add('IntegrityDamaged', 'Count', damaged.size)
  if (integrity.type === 'seen') metrics.add('BlobsHashed', 'Count', integrity.value.blobs)
}

/** Where none was ever made, the age is that of the schedule which should have started one. */
function countTests(metrics: Metrics, { tests, expected, now }: AuditFacts): void {
  const ends = tests.type === 'seen' ? [...tests.value.values()].map(({ endedAt }) => endedAt) : []
  const newest = ends.toSorted().at(-1) ?? (tests.type === 'none' ? expected.restoreTests?.since : undefined)
  if (newest !== undefined) metrics.add('RestoreTestAge', 'Seconds', secondsSince(newest, now))
}

function controlIn({ controls }: AuditReport, id: ControlId): ControlResult | undefined {
  return controls.find((control) => control.id === id)
}

/** Whether a number says something: of a look that came to its time only what it found does. */
function isKnown(value: number, control: ControlResult | undefined): boolean {
  return control !== undefined && (value > 0 || !isPartly(control))
}

function isLate({ plans }: PlanFile, { assignment: { choice }, seenAt }: LivingFact, now: Date): boolean {
  if (choice.type !== 'plan') return choice.type === 'unprotected'
  const objective = plans[choice.plan]?.objective
  return objective !== undefined && secondsSince(seenAt, now) > hoursOf(objective) * 3600
}

function secondsSince(from: string, to: Date): number {
  return Math.max(0, Math.round((to.getTime() - Date.parse(from)) / 1000))
}
