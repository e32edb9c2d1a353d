import type { Alert } from '../../model/alert.ts'
import { numberText } from '../../report/format.ts'
import { alertOf } from '../draft.ts'
import type { AuditOf, AuditProblem } from './audit-problem.ts'
import { auditAgain, endDraft, headOf, reportLine, whatLines } from './audit-problem.ts'

/** What a plan wants locked could be deleted before its term. */
export function lockMissing(problem: AuditProblem, of: AuditOf): Alert {
  const count = numberText(problem.what.length)
  return alertOf({
    kind: 'lock-missing',
    ...headOf(problem, of),
    state: 'begun',
    severity: 'critical',
    subject: `${count} objects of the vault are not locked as plans want`,
    lines: [
      `In ${of.vaultUrl}, ${count} objects of recovery points have no lock, or one that ends before its term:`,
      ...whatLines(problem),
      reportLine(of),
    ],
    facts: [['Objects', count]],
    next: [auditAgain('locks', of)],
  })
}

/** All that plans want locked is. */
export function locksWhole(problem: Pick<AuditProblem, 'key' | 'subject'>, of: AuditOf): Alert {
  return alertOf({ kind: 'lock-missing', ...headOf(problem, of), ...endDraft(problem.subject) })
}
