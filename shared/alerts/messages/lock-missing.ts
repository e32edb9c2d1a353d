import type { Alert } from '../../model/alert.ts'
import { countText, numberText } from '../../report/format.ts'
import { alertOf } from '../draft.ts'
import type { AuditOf, AuditProblem } from './audit-problem.ts'
import { auditAgain, countOf, endDraft, headOf, reportLine, whatLines } from './audit-problem.ts'

/** What a plan wants locked could be deleted before its term. */
export function lockMissing(problem: AuditProblem, of: AuditOf): Alert {
  const count = countOf(problem)
  const objects = countText(count, 'object')
  return alertOf({
    kind: 'lock-missing',
    ...headOf(problem, of),
    state: 'begun',
    severity: 'critical',
    subject: `${objects} of the vault ${count === 1 ? 'is' : 'are'} not locked as plans want`,
    lines: [
      `In ${of.vaultUrl}, ${objects} of recovery points ${count === 1 ? 'has' : 'have'} no lock, or one that ends before its term:`,
      ...whatLines(problem),
      'Until it is locked, whoever may delete from the bucket can delete it.',
      reportLine(of),
    ],
    facts: [['Objects', numberText(count)]],
    next: [auditAgain(of, 'locks')],
  })
}

/** All that plans want locked is. */
export function locksWhole(problem: Pick<AuditProblem, 'key' | 'subject'>, of: AuditOf): Alert {
  return alertOf({ kind: 'lock-missing', ...headOf(problem, of), ...endDraft(problem.subject) })
}
