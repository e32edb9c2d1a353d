import type { Alert } from '../../model/alert.ts'
import type { Failure } from '../../model/run.ts'
import { countText, numberText, secondsText } from '../../report/format.ts'
import { inVault } from '../../model/command-place.ts'
import { shellWord } from '../../model/shell-word.ts'
import { alertOf, shownName } from '../draft.ts'

/** Missing objects that one alert names. */
const NAMED = 5

/** How a copy stands against its vault after it was brought up to date. */
export interface CopyRound {
  /** Addresses of vault and copy. */
  readonly from: string
  readonly to: string
  /** Age of the oldest point that is not in the copy yet, in seconds. */
  readonly lag: number
  /** What has been missing for longer than allowed, or is damaged in the copy: how much, and the first of it. */
  readonly overdue: number
  readonly findings: readonly { readonly key: string; readonly kind: string }[]
  /** Objects that could not be copied. */
  readonly failures: number
  /** Why copying ended before its time. */
  readonly failure?: Failure | undefined
  /** Whether plans say what is copied, and not S3. */
  readonly isByPlan: boolean
  /** Whether there was time to compare all. */
  readonly isComplete: boolean
  /** ISO 8601. */
  readonly at: string
  readonly account: string
}

/**
 * What people hear of a copy: that it lacks what it should have or cannot be made, until it is whole again. A copy that is
 * as it should be is no news; of one that was looked at in part nothing good is said, and nothing at all without a finding.
 */
export function copyAlert(round: CopyRound): Alert | undefined {
  const isWrong = round.failure !== undefined || round.failures > 0 || round.overdue > 0
  if (!isWrong && !round.isComplete) return undefined
  const { from, to, lag, overdue, failures, at, account } = round
  return alertOf({
    kind: 'copy-missing',
    key: `copy-missing:${account}/${to}`,
    state: isWrong ? 'begun' : 'ended',
    severity: isWrong ? 'warning' : 'info',
    subject: isWrong ? subjectOf(round) : `the copy of the vault is whole again in ${account}`,
    lines: isWrong ? linesOf(round) : [`${to} has all that it should have of ${from}.`],
    facts: [
      ['Lag', secondsText(lag)],
      ['Overdue', numberText(overdue)],
      ['Failed', numberText(failures)],
    ],
    next: isWrong ? [nextOf(round)] : [],
    at,
    account,
    attributes: { lag, overdue },
  })
}

function nextOf({ from, to, isByPlan }: CopyRound): string {
  const plans = isByPlan ? ' --plans holdfast.yml' : ''
  return `holdfast verify ${inVault({ vaultUrl: from })} --copy ${shellWord(to)}${plans}`
}

function subjectOf({ failure, overdue, failures, account }: CopyRound): string {
  if (failure !== undefined) return `copying the vault failed (${shownName(failure.error)}) in ${account}`
  return `the copy of the vault lacks ${countText(Math.max(overdue, failures), 'object')} in ${account}`
}

function linesOf(round: CopyRound): readonly string[] {
  const { from, to, failure, overdue, failures, findings, lag } = round
  return [
    `If ${from} is lost now, so is what ${to} lacks.`,
    ...(failure === undefined ? [] : [`Copying failed: ${shownName(failure.error)}.`]),
    ...(failures > 0
      ? [`${countText(failures, 'object')} could not be copied: see the log of copy-points.`]
      : []),
    ...(overdue > 0
      ? [`${countText(overdue, 'object')} missing for too long, or damaged; ${secondsText(lag)} behind:`]
      : []),
    ...findings.slice(0, NAMED).map(({ key, kind }) => `${kind} ${key}`),
    ...(overdue > NAMED ? [`and ${numberText(overdue - NAMED)} more`] : []),
  ]
}
