import type { Alert } from '../../model/alert.ts'
import { ZoneName } from '../../model/run.ts'
import { backupAllCommand, backupCommand, inVault } from '../../model/command-place.ts'
import { shellWord } from '../../model/shell-word.ts'
import { alertOf, shownName } from '../draft.ts'
import type { AuditOf, AuditProblem } from './audit-problem.ts'
import { endDraft, headOf, reportLine, whatLines } from './audit-problem.ts'

/** A function has no recovery point that is young enough, or no plan is responsible for it. */
export function functionUnprotected(problem: AuditProblem, of: AuditOf): Alert {
  const { zone, name } = placeOf(problem)
  return alertOf({
    kind: 'function-unprotected',
    ...headOf(problem, of),
    state: 'begun',
    severity: 'warning',
    subject: `${shownName(name)} is not protected as it should be`,
    lines: [
      `${problem.subject} is not protected as it should be:`,
      ...whatLines(problem),
      'What changed since its newest point is lost if it is deleted or changed again. The commands want holdfast.yml at hand.',
      reportLine(of),
    ],
    facts: [['Name', name], ...whatLines(problem).map((what) => ['Why', what] as const)],
    next: [
      `holdfast plan explain ${shellWord(name)} holdfast.yml${zone === undefined ? '' : ` --zone ${zone}`} ${inVault(of)}`,
      `${zone === undefined ? backupAllCommand(of) : backupCommand({ zone, name }, of)} --plans holdfast.yml`,
    ],
    zone,
  })
}

/** It is protected again. */
export function functionProtected(problem: Pick<AuditProblem, 'key' | 'subject'>, of: AuditOf): Alert {
  const { zone, name } = placeOf(problem)
  return alertOf({ kind: 'function-unprotected', ...headOf(problem, of), ...endDraft(name), zone })
}

/** `account/zone/kind/name`, the name URI-encoded. */
function placeOf({ subject }: Pick<AuditProblem, 'subject'>): { zone: string | undefined; name: string } {
  const [, zone, , name = subject] = subject.split('/')
  return { zone: ZoneName.safeParse(zone).data, name: decodeURIComponent(name) }
}
