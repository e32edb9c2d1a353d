import type { AuditFinding, Damaged } from '../../model/audit.ts'
import { bytesText, countText } from '../../report/format.ts'
import type { AuditFacts, IntegritySeen } from '../audit-facts.ts'
import { PARTS, PERIOD_DAYS, ageOf, overdueParts } from '../choose-parts.ts'
import type { Control, Judged, Verdict } from '../control.ts'
import { evidence, ifSeen, judged } from '../control.ts'
import { mergeDamage } from '../damage.ts'

/** The bytes of the vault are what their names say. */
export const integrity: Control = {
  id: 'integrity',
  title: 'Integrity',
  claim: `Every byte of the vault is read again and hashed within ${PERIOD_DAYS} days, and is what its name says; every recovery point that was looked at has all that it names.`,
  needs: ['integrity', 'resources'],
  judge: (facts) => ifSeen(facts.integrity, (value) => judgeIntegrity(facts, value)),
}

function judgeIntegrity(facts: AuditFacts, read: IntegritySeen): Verdict {
  const { record, planned, unfinished, isNamedWhole } = read
  const overdue = overdueParts(record, facts.now)
  const damaged = mergeDamage([...read.damaged, ...unreadable(facts)])
  const points = new Set(damaged.flatMap((one) => one.points))
  return judged({
    evidence: [
      evidence('blobs read and hashed now', read.blobs),
      evidence('bytes', bytesText(read.bytes)),
      evidence('manifests looked at now', read.manifests),
      evidence('parts of the vault read now', `${planned.length - unfinished.length} of ${planned.length}`),
      evidence(`parts read in the last ${PERIOD_DAYS} days`, `${readLately(facts, read)} of ${PARTS.length}`),
      evidence('damaged', damaged.length),
      evidence('recovery points that this harms', points.size),
    ],
    findings: [...damaged.map((one) => findingOf(one, isNamedWhole)), ...overdueFindings(overdue)],
    notes: unfinishedNotes(unfinished),
    where: ['holdfast verify --read-data', 'audits/parts.json'],
    ...unsureOf(facts),
  })
}

function unsureOf({ resources }: AuditFacts): Pick<Judged, 'unsure' | 'blind'> {
  return resources.type === 'unseen' ? { unsure: resources.reason, blind: resources.blind } : {}
}

/** Pointers, and newest manifests, that nobody can read. */
function unreadable({ resources }: AuditFacts): readonly Damaged[] {
  if (resources.type !== 'seen') return []
  return resources.value.unreadable.map(({ key, what, points }) => ({ key, what, points }))
}

function findingOf({ key, what, points }: Damaged, isNamedWhole: boolean): AuditFinding {
  const harm = points.length === 0 ? 'no recovery point that names it was found' : harmText(points)
  const rest = isNamedWhole ? '' : '; there was no time to look at every recovery point'
  return { subject: key, what: `${what}; ${harm}${rest}`, points: [...points] }
}

function harmText(points: readonly string[]): string {
  return `${countText(points.length, 'recovery point')} cannot be restored whole`
}

function overdueFindings(overdue: readonly string[]): readonly AuditFinding[] {
  if (overdue.length === 0) return []
  const what = `${countText(overdue.length, 'part')} of ${PARTS.length} not read for more than ${PERIOD_DAYS} days: ${overdue.join(' ')}`
  return [{ subject: 'audits/parts.json', what }]
}

function unfinishedNotes(unfinished: readonly string[]): readonly AuditFinding[] {
  if (unfinished.length === 0) return []
  const what = `this audit could not finish ${countText(unfinished.length, 'part')}, which come first in the next one: ${unfinished.join(' ')}`
  return [{ subject: 'audits/parts.json', what }]
}

/** Parts that were read at all, and lately: one that was never read is young only because audits are. */
function readLately({ now }: AuditFacts, { record }: IntegritySeen): number {
  return PARTS.filter((part) => part in record.parts && ageOf(record, part, now) <= PERIOD_DAYS).length
}
