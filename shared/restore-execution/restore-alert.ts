import type { AlertText } from '../report/alert-text.ts'
import { countText } from '../report/format.ts'
import type { EndedRestore } from './end-restore.ts'
import { nameOf, planLine, subjectLine } from './plan-line.ts'

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
export function restoreAlert(
  ended: EndedRestore,
  { account, vaultUrl }: { readonly account: string; readonly vaultUrl: string },
): AlertText {
  const { restoreId, state, plan, outcome } = ended
  return {
    subject: subjectLine(STATE_WORDS[state], plan),
    text: [
      `${restoreId} in account ${account}: ${STATE_WORDS[state]}.`,
      ...(plan === undefined ? [] : [`${planLine(plan)}.`]),
      ...(outcome === undefined
        ? []
        : [`${outcome.steps.done} of ${countText(outcome.steps.planned, 'step')} done.`]),
      ...troubleLines(ended),
      ...nextLines(ended, vaultUrl),
    ].join('\n'),
    attributes: {
      event: 'restore',
      severity: state === 'restored' ? 'info' : 'critical',
      state,
      account,
      restoreId,
      failed: outcome?.failures.length ?? 0,
    },
  }
}

function troubleLines({ state, plan, outcome, verification, failure }: EndedRestore): readonly string[] {
  const failures = (outcome?.failures ?? []).slice(0, NAMED).map(({ step, failure: { error } }) => {
    const what = plan?.steps.find(({ id }) => id === step)?.what ?? `step ${step}`
    return `${what}: ${error}`
  })
  const differences = (verification?.items ?? []).flatMap(({ target, differences: found }) =>
    found.map(({ path }) => `${nameOf(target)}: ${path}`),
  )
  return [
    ...(failure === undefined ? [] : [`Stopped by ${failure.error}.`]),
    ...(plan?.problems ?? []).slice(0, NAMED).map(({ what }) => `In the way: ${what}`),
    ...(failures.length === 0 ? [] : [`Failed: ${failures.join('; ')}.`]),
    ...(state === 'unclean' ? [differenceLine(differences)] : []),
  ]
}

function differenceLine(differences: readonly string[]): string {
  if (differences.length === 0) return 'It could not be read back.'
  const more = differences.length > NAMED ? ` and ${differences.length - NAMED} more` : ''
  return `Different: ${differences.slice(0, NAMED).join(', ')}${more}. It is not live.`
}

function nextLines({ restoreId, state, plan, outcome }: EndedRestore, vaultUrl: string): readonly string[] {
  const command = (what: string) => `holdfast restore ${what} ${restoreId} --vault ${vaultUrl}`
  if (plan === undefined) return []
  if (outcome === undefined) return [`See the plan: ${command('--dry-run --resume')}`]
  return [
    ...(state === 'restored' ? [] : [`Go on: ${command('--resume')}`]),
    `Take back: ${command('--undo')}`,
  ]
}
