import type { Alert } from '../model/alert.ts'
import type { AuditEntry, AuditReport, ControlId, ToldProblem } from '../model/audit.ts'
import { ToldRecord } from '../model/audit.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'
import { auditFinding, auditPasses } from '../alerts/messages/audit-finding.ts'
import type { AuditOf, AuditProblem } from '../alerts/messages/audit-problem.ts'
import { functionProtected, functionUnprotected } from '../alerts/messages/function-unprotected.ts'
import { damageFound, damageMended } from '../alerts/messages/integrity.ts'
import { lockMissing, locksWhole } from '../alerts/messages/lock-missing.ts'
import { restoreLost, restoreOver } from '../alerts/messages/restore-lost.ts'
import { TOLD_KEY } from '../vault/audit-layout.ts'
import { findDocument, putDocument } from '../vault/stored-documents.ts'
import type { ReportAuditPorts } from './audit-ports.ts'
import type { EndedAudit } from './end-audit.ts'
import { endedProblems, problemsOf } from './problems.ts'

type Kind = AuditProblem['kind']
type Begun = (problem: AuditProblem, of: AuditOf) => Alert
type Ended = (problem: Pick<AuditProblem, 'key' | 'subject'>, of: AuditOf) => Alert

type TellingPorts = Pick<
  ReportAuditPorts,
  'store' | 'alerts' | 'account' | 'areRunsWatched' | 'areCopiesWatched' | 'deployment'
>

/** How the beginning and the end of each kind of problem are told. */
const MESSAGES: Readonly<Record<Kind, readonly [begun: Begun, ended: Ended]>> = {
  'function-unprotected': [functionUnprotected, functionProtected],
  integrity: [damageFound, damageMended],
  'lock-missing': [lockMissing, locksWhole],
  'restore-ended': [restoreLost, restoreOver],
  'audit-finding': [auditFinding, auditPasses],
}

/**
 * Tells people what is wrong, and what was and is not any more; the desk knows what they know already. What was told is
 * written down afterwards: a crash in between tells again, which is better than never.
 *
 * @throws HoldfastError when they could not be told
 */
export async function tellPeople(
  { store, alerts, account, deployment, ...watching }: TellingPorts,
  { report, trend }: Pick<EndedAudit, 'report' | 'trend'>,
): Promise<void> {
  const { auditId, startedAt, endedAt: at } = report
  const of = { audit: { auditId, startedAt }, vaultUrl: store.url, ...deployment, account, at }
  const told = (await findDocument(store, ToldRecord, TOLD_KEY))?.problems ?? []
  const watched = { ...watching, blindBefore: blindBefore(report, trend) }
  const problems = problemsOf(report, watched)
  const over = endedProblems(told, report, watched)
  await alerts.tell([
    ...problems.map((problem) => MESSAGES[problem.kind][0](problem, of)),
    ...over.map((problem) => MESSAGES[problem.kind][1](problem, of)),
  ])
  const open = stillOpen(told, problems, over)
  await putDocument(store, ToldRecord, { format: FORMAT_VERSION, problems: open }, TOLD_KEY)
}

/** What the last of the audits before could not see all of. */
function blindBefore({ startedAt }: AuditReport, trend: readonly AuditEntry[]): ReadonlySet<ControlId> {
  const before = trend.findLast((entry) => entry.startedAt < startedAt)
  return new Set(before?.controls.filter(({ blind }) => blind !== undefined).map(({ id }) => id))
}

function stillOpen(
  told: readonly ToldProblem[],
  problems: readonly AuditProblem[],
  over: readonly ToldProblem[],
): ToldProblem[] {
  const ended = new Set(over.map(({ key }) => key))
  const open = [...told.filter(({ key }) => !ended.has(key)), ...problems]
  const byKey = new Map(open.map(({ kind, key, subject }) => [key, { kind, key, subject }]))
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1))
}
