import type { Alert } from '../../model/alert.ts'
import { countText } from '../../report/format.ts'
import { alertOf, shellWord } from '../draft.ts'
import type { AuditOf, AuditProblem } from './audit-problem.ts'
import { endDraft, headOf, reportLine, whatLines } from './audit-problem.ts'

/** Recovery points that the text names. */
const NAMED = 5

/** Something in the vault is not what its name says: recovery points cannot be restored whole. */
export function damageFound(problem: AuditProblem, of: AuditOf): Alert {
  const { subject, points = [] } = problem
  const harmed = countText(points.length, 'recovery point')
  return alertOf({
    kind: 'integrity',
    ...headOf(problem, of),
    state: 'begun',
    severity: 'critical',
    subject: `damage in the vault, ${harmed} harmed`,
    lines: [
      `${subject} in ${of.vaultUrl} is damaged:`,
      ...whatLines(problem),
      ...points.slice(0, NAMED).map((point) => `Harmed: ${point}`),
      'Versions of the bucket, or a copy, may still have it whole.',
      reportLine(of),
    ],
    facts: [
      ['Object', subject],
      ['Recovery points', String(points.length)],
    ],
    next: [`holdfast verify --read-data --vault ${shellWord(of.vaultUrl)}`],
  })
}

/** What was damaged is whole again. */
export function damageMended(problem: Pick<AuditProblem, 'key' | 'subject'>, of: AuditOf): Alert {
  return alertOf({ kind: 'integrity', ...headOf(problem, of), ...endDraft(problem.subject) })
}
