import type { Alert } from '../../model/alert.ts'
import { countText, numberText } from '../../report/format.ts'
import { ControlId } from '../../model/audit.ts'
import type { CommandPlace } from '../../model/command-place.ts'
import { doctorCommand, inVault } from '../../model/command-place.ts'
import { alertOf, shownName } from '../draft.ts'
import type { AuditOf, AuditProblem } from './audit-problem.ts'
import { auditAgain, countOf, endDraft, headOf, reportLine, whatLines } from './audit-problem.ts'

/** What mends the findings of a control, or shows more of them; for the others the audit itself does. */
const FIRST: Readonly<Partial<Record<ControlId, (place: CommandPlace) => string>>> = {
  runs: doctorCommand,
  trails: doctorCommand,
  encryption: doctorCommand,
  'restore-tests': (place) => `holdfast test-restore --sample 5 ${inVault(place)}`,
  retention: (place) => `holdfast prune --dry-run --plans holdfast.yml ${inVault(place)}`,
  tombstones: (place) => `holdfast list --deleted ${inVault(place)}`,
}

/** A control of the audit failed, or the audit itself did. */
export function auditFinding(problem: AuditProblem, of: AuditOf): Alert {
  const { subject } = problem
  const count = countOf(problem)
  const control = ControlId.safeParse(problem.key.replace(/^audit:/, '')).data
  const first = control && FIRST[control]?.(of)
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
    next: [...(first === undefined ? [] : [first]), auditAgain(of, control)],
  })
}

/** The control passes again. */
export function auditPasses(problem: Pick<AuditProblem, 'key' | 'subject'>, of: AuditOf): Alert {
  return alertOf({ kind: 'audit-finding', ...headOf(problem, of), ...endDraft(`audit: ${problem.subject}`) })
}
