import type { Alert } from '../../model/alert.ts'
import { countText, numberText } from '../../report/format.ts'
import { alertOf, shellWord, shownName } from '../draft.ts'
import type { AuditOf, AuditProblem } from './audit-problem.ts'
import { countOf, endDraft, headOf, reportLine, whatLines } from './audit-problem.ts'

/** A control of the audit failed, or the audit itself did. */
export function auditFinding(problem: AuditProblem, of: AuditOf): Alert {
  const { subject } = problem
  const count = countOf(problem)
  return alertOf({
    kind: 'audit-finding',
    ...headOf(problem, of),
    state: 'begun',
    severity: 'warning',
    subject: `audit: ${shownName(subject)}, ${countText(count, 'finding')}`,
    lines: [`The audit of ${of.vaultUrl} found, under ${subject}:`, ...whatLines(problem), reportLine(of)],
    facts: [
      ['Control', subject],
      ['Findings', numberText(count)],
    ],
    next: [`holdfast audit --vault ${shellWord(of.vaultUrl)}`],
  })
}

/** The control passes again. */
export function auditPasses(problem: Pick<AuditProblem, 'key' | 'subject'>, of: AuditOf): Alert {
  return alertOf({ kind: 'audit-finding', ...headOf(problem, of), ...endDraft(`audit: ${problem.subject}`) })
}
