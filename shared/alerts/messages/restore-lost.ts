import type { Alert } from '../../model/alert.ts'
import { inVault } from '../../model/command-place.ts'
import { shellWord } from '../../model/shell-word.ts'
import { alertOf, shownName } from '../draft.ts'
import type { AuditOf, AuditProblem } from './audit-problem.ts'
import { endDraft, headOf, reportLine, whatLines } from './audit-problem.ts'

/** A restore gave no sign for longer than it may take, and nobody was told how it ended. */
export function restoreLost(problem: AuditProblem, of: AuditOf): Alert {
  const { subject: restoreId, isUntouched = false } = problem
  const command = (what: string) => `holdfast restore ${what} ${shellWord(restoreId)} ${inVault(of)}`
  return alertOf({
    kind: 'restore-ended',
    ...headOf(problem, of),
    attributes: { ...headOf(problem, of).attributes, restoreId, restore: 'lost' },
    state: 'begun',
    severity: 'warning',
    subject: `nobody knows how ${shownName(restoreId)} ended`,
    lines: [
      `Restore ${restoreId} in account ${of.account} has no end:`,
      ...whatLines(problem),
      isUntouched
        ? 'Ask for it anew if it is still wanted; --undo closes this one.'
        : 'Go on with it, or take it back.',
      reportLine(of),
    ],
    facts: [['Restore', restoreId]],
    // What nobody agreed to is not gone on with.
    next: [command('--dry-run --resume'), ...(isUntouched ? [] : [command('--resume')]), command('--undo')],
  })
}

/** It has an end. */
export function restoreOver(problem: Pick<AuditProblem, 'key' | 'subject'>, of: AuditOf): Alert {
  const { subject: restoreId } = problem
  return alertOf({
    kind: 'restore-ended',
    ...headOf(problem, of),
    ...endDraft(`restore ${restoreId}`),
    lines: [
      `Restore ${restoreId} came to its end, was taken back, or is so old that nobody goes on with it.`,
    ],
  })
}
