import type { Alert } from '../../model/alert.ts'
import { countText } from '../../report/format.ts'
import { inVault } from '../../model/command-place.ts'
import { shellWord } from '../../model/shell-word.ts'
import { parseLatestKey } from '../../vault/layout.ts'
import { alertOf, shownName } from '../draft.ts'
import type { AuditOf, AuditProblem } from './audit-problem.ts'
import { endDraft, headOf, reportLine, whatLines } from './audit-problem.ts'

/** Recovery points that the text names. */
const NAMED = 5

/** Something in the vault is not what its name says: recovery points cannot be restored whole. */
export function damageFound(problem: AuditProblem, of: AuditOf): Alert {
  const { subject, points = [] } = problem
  return alertOf({
    kind: 'integrity',
    ...headOf(problem, of),
    state: 'begun',
    severity: 'critical',
    subject: headline(subject, points.length),
    lines: [
      `${subject} in ${of.vaultUrl} is damaged:`,
      ...whatLines(problem),
      ...points.slice(0, NAMED).map((point) => `Harmed: ${point}`),
      'A restore that needs it fails. An earlier version of the object, or a copy of the vault, may have it whole: put that in its place.',
      'Or take the damaged one away: the next backup puts it again while AWS still has the code. docs/runbook.md has the steps.',
      reportLine(of),
    ],
    facts: [
      ['Object', subject],
      ['Recovery points', String(points.length)],
    ],
    next: [...versionsCommand(problem, of), `holdfast verify --read-data ${inVault(of)}`],
  })
}

/** A pointer harms no point: what is lost is the way to the newest one. */
function headline(subject: string, harmed: number): string {
  const resource = parseLatestKey(subject)
  if (resource !== undefined) return `the newest point of ${shownName(resource.name)} cannot be found`
  return harmed === 0
    ? 'damage in the vault'
    : `damage in the vault, ${countText(harmed, 'recovery point')} harmed`
}

/** Lists what the bucket has of it; a directory keeps no versions. */
function versionsCommand({ subject }: AuditProblem, { vaultUrl }: AuditOf): readonly string[] {
  const { protocol, host, pathname } = new URL(vaultUrl)
  if (protocol !== 's3:') return []
  const key = `${pathname.replace(/^\//, '')}/${subject}`.replace(/^\//, '')
  return [`aws s3api list-object-versions --bucket ${shellWord(host)} --prefix ${shellWord(key)}`]
}

/** What was damaged is whole again. */
export function damageMended(problem: Pick<AuditProblem, 'key' | 'subject'>, of: AuditOf): Alert {
  return alertOf({ kind: 'integrity', ...headOf(problem, of), ...endDraft(problem.subject) })
}
