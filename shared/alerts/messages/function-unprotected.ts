import type { Alert } from '../../model/alert.ts'
import { ZoneName } from '../../model/run.ts'
import { alertOf, shellWord, shownName } from '../draft.ts'
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
    lines: [`${problem.subject} is not protected as it should be:`, ...whatLines(problem), reportLine(of)],
    facts: [['Name', name], ...whatLines(problem).map((what) => ['Why', what] as const)],
    next: [
      `holdfast plan explain ${shellWord(name)} --vault ${shellWord(of.vaultUrl)}`,
      `holdfast backup ${shellWord(name)}${zone === undefined ? '' : ` --zone ${zone}`}`,
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
