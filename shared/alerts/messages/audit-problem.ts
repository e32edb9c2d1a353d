import type { AuditRef, ControlId } from '../../model/audit.ts'
import { numberText } from '../../report/format.ts'
import { auditReportKey } from '../../vault/audit-layout.ts'
import type { Draft } from '../draft.ts'
import type { CommandPlace } from '../../model/command-place.ts'
import { inVault, ofStack } from '../../model/command-place.ts'
import { shownName } from '../draft.ts'

/** Things that one alert names; the report has all. */
const NAMED = 5

/** Something that an audit found, under the key of the problem. */
export interface AuditProblem {
  readonly kind: 'function-unprotected' | 'integrity' | 'lock-missing' | 'restore-ended' | 'audit-finding'
  readonly key: string
  /** A resource's path, a key of the vault, the id of a restore, or the title of a control. */
  readonly subject: string
  /** What was found, of one or several things. */
  readonly what: readonly string[]
  /** How much was found, where that is more than is said. */
  readonly count?: number
  /** Recovery points, by key, that it harms. */
  readonly points?: readonly string[]
  /** A restore that changed nothing. */
  readonly isUntouched?: boolean
}

/** Which audit found it, of which vault. */
export interface AuditOf extends CommandPlace {
  readonly audit: AuditRef
  readonly account: string
  /** ISO 8601. */
  readonly at: string
}

type Head = Pick<Draft, 'key' | 'at' | 'account' | 'attributes'>

/** What every alert of an audit says of where it comes from. */
export function headOf({ key }: Pick<AuditProblem, 'key'>, { audit, account, at }: AuditOf): Head {
  return { key: `${key}:${account}`, at, account, attributes: { auditId: audit.auditId } }
}

/** The first things of a problem, and how many more there are. */
export function whatLines(problem: AuditProblem): readonly string[] {
  const { what } = problem
  const rest = countOf(problem) - NAMED
  return [...what.slice(0, NAMED), ...(rest > 0 ? [`and ${numberText(rest)} more`] : [])]
}

/** How many things a problem is about. */
export function countOf({ what, count = what.length }: AuditProblem): number {
  return count
}

/** Where the whole audit can be read. */
export function reportLine({ audit, vaultUrl }: AuditOf): string {
  return `Report: ${vaultUrl}/${auditReportKey(audit, 'html')}`
}

/** How to look again, at all or at one control; it needs the plans at hand. */
export function auditAgain(of: CommandPlace, control?: ControlId): string {
  const what = control === undefined ? '' : ` --control ${control}`
  return `holdfast audit${what} --plans holdfast.yml ${inVault(of)} ${ofStack(of)}`
}

/** What an end says. */
export function endDraft(
  subject: string,
): Pick<Draft, 'state' | 'severity' | 'subject' | 'lines' | 'facts' | 'next'> {
  return {
    state: 'ended',
    severity: 'info',
    subject: `${shownName(subject)}: all right again`,
    lines: [`The audit finds nothing wrong any more: ${subject}.`],
    facts: [],
    next: [],
  }
}
