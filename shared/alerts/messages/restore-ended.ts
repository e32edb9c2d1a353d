import type { Alert } from '../../model/alert.ts'
import type { RestoreId, RestoreOutcome, RestorePlan, Verification } from '../../model/restore.ts'
import type { Failure } from '../../model/run.ts'
import { countText } from '../../report/format.ts'
import { parseArn } from '../../model/arn.ts'
import { inVault } from '../../model/command-place.ts'
import { shellWord } from '../../model/shell-word.ts'
import { alertOf, shownName, shownResource } from '../draft.ts'
import { planLine, restoreSubject, targetZone } from '../restore-lines.ts'

/** What the vault holds of a restore when its execution ends; what it did not come to is missing. */
export interface EndedRestore {
  readonly restoreId: RestoreId
  /** ARN of what carried it out; its input says what was asked for. */
  readonly execution: string
  readonly state: 'restored' | 'unclean' | 'failed'
  readonly plan: RestorePlan | undefined
  readonly outcome: RestoreOutcome | undefined
  readonly verification: Verification | undefined
  readonly failure: Failure | undefined
}

/** Members that differ, or steps that failed, that an alert names. */
const NAMED = 3

const STATE_WORDS: Readonly<Record<EndedRestore['state'], string>> = {
  restored: 'restored and verified',
  unclean: 'RESTORED, BUT NOT AS THE RECOVERY POINT SAYS',
  failed: 'RESTORE FAILED',
}

/**
 * How a restore ended, and what can be done now. It is made of numbers, of names, and of what the plan says, never of a
 * value and never of AWS's words: so no secret can be in it.
 */
export function restoreEnded(
  ended: EndedRestore,
  { account, vaultUrl, at }: { readonly account: string; readonly vaultUrl: string; readonly at: string },
): Alert {
  const { restoreId, state, plan, outcome } = ended
  const steps = outcome && `${outcome.steps.done} of ${countText(outcome.steps.planned, 'step')} done.`
  return alertOf({
    kind: 'restore-ended',
    key: `restore-ended:${account}/${restoreId}`,
    state: 'once',
    severity: state === 'restored' ? 'info' : 'critical',
    subject:
      plan === undefined
        ? `${STATE_WORDS[state]}: ${shownName(nameOf(ended))}`
        : restoreSubject(STATE_WORDS[state], plan),
    lines: [
      `${restoreId} in account ${account}: ${STATE_WORDS[state]}.`,
      plan === undefined
        ? `It came to no plan, and changed nothing. What was asked for: the input of ${shownName(nameOf(ended))}.`
        : `${planLine(plan)}.`,
      ...(steps === undefined ? [] : [steps]),
      ...troubleLines(ended),
    ],
    facts: [
      ['Restore', restoreId],
      ['Ended', STATE_WORDS[state]],
      ...(steps === undefined ? [] : [['Steps', steps] as const]),
    ],
    next: commands(ended, vaultUrl),
    at,
    account,
    zone: targetZone(plan),
    attributes: { restoreId, restore: state, failed: outcome?.failures.length ?? 0 },
  })
}

function troubleLines({ state, plan, outcome, verification, failure }: EndedRestore): readonly string[] {
  const failures = (outcome?.failures ?? []).slice(0, NAMED).map(({ step, failure: { error } }) => {
    const what = plan?.steps.find(({ id }) => id === step)?.what ?? `step ${step}`
    return `${what}: ${shownName(error)}`
  })
  const differences = (verification?.items ?? []).flatMap(({ target, differences: found }) =>
    found.map(({ path }) => `${shownResource(target)}: ${path}`),
  )
  return [
    ...(failure === undefined ? [] : [`Stopped by ${shownName(failure.error)}.`]),
    ...(plan?.problems ?? []).slice(0, NAMED).map(({ what }) => `In the way: ${what}`),
    ...(failures.length === 0 ? [] : [`Failed: ${failures.join('; ')}.`]),
    ...(state === 'unclean' ? [differenceLine(differences)] : []),
    ...(state === 'restored' || outcome === undefined
      ? []
      : ['What it did stays as it is until somebody goes on with it, or takes it back.']),
  ]
}

function differenceLine(differences: readonly string[]): string {
  if (differences.length === 0) return 'It could not be read back.'
  const more = differences.length > NAMED ? ` and ${differences.length - NAMED} more` : ''
  return `Different: ${differences.slice(0, NAMED).join(', ')}${more}. It is not live.`
}

function commands(ended: EndedRestore, vaultUrl: string): readonly string[] {
  const { restoreId, state, plan, outcome } = ended
  const command = (what: string) => `holdfast restore ${what} ${restoreId} ${inVault({ vaultUrl })}`
  if (plan === undefined) return [describeCommand(ended)]
  if (outcome === undefined) return [command('--dry-run --resume')]
  return [...(state === 'restored' ? [] : [command('--resume')]), command('--undo')]
}

/** The last part of the ARN: what somebody called it who started it, or Step Functions. */
function nameOf({ execution }: EndedRestore): string {
  return execution.slice(execution.lastIndexOf(':') + 1)
}

/** Shows what was asked for, and by which error it ended. */
function describeCommand({ execution }: EndedRestore): string {
  const region = parseArn(execution)?.region ?? ''
  return `aws stepfunctions describe-execution --execution-arn ${shellWord(execution)} --region ${region}`
}
