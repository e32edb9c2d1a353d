import type { Alert } from '../../model/alert.ts'
import { countText, numberText } from '../../report/format.ts'
import { alertOf, shellWord } from '../draft.ts'
import type { AuditOf, AuditProblem } from './audit-problem.ts'
import { auditAgain, countOf, endDraft, headOf, reportLine, whatLines } from './audit-problem.ts'

/** A copy of the vault lacks what it should have: if the vault is lost, so is that. */
export function copyMissing(problem: AuditProblem, of: AuditOf): Alert {
  const count = countOf(problem)
  const objects = countText(count, 'object')
  return alertOf({
    kind: 'copy-missing',
    ...headOf(problem, of),
    state: 'begun',
    severity: 'warning',
    subject: `copies of the vault lack ${objects}`,
    lines: [`Copies of ${of.vaultUrl} lack ${objects}:`, ...whatLines(problem), reportLine(of)],
    facts: [['Objects', numberText(count)]],
    next: [auditAgain('copies', of), `holdfast verify --copy <address> --vault ${shellWord(of.vaultUrl)}`],
  })
}

/** The copies have all that they should. */
export function copyWhole(problem: Pick<AuditProblem, 'key' | 'subject'>, of: AuditOf): Alert {
  return alertOf({ kind: 'copy-missing', ...headOf(problem, of), ...endDraft(problem.subject) })
}
