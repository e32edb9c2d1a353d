import type { Alert } from '../../model/alert.ts'
import type { RestorePlan } from '../../model/restore.ts'
import { countText, numberText } from '../../report/format.ts'
import { inVault } from '../../model/command-place.ts'
import { alertOf } from '../draft.ts'
import { planLine, restoreSubject, targetZone } from '../restore-lines.ts'

/** Something is being restored in AWS from now on: whoever did not ask for it hears of it in time. */
export function restoreBegun(
  plan: RestorePlan,
  { account, vaultUrl, at }: { readonly account: string; readonly vaultUrl: string; readonly at: string },
): Alert {
  const { restoreId, principal } = plan.request
  return alertOf({
    kind: 'restore-begun',
    key: `restore-begun:${account}/${restoreId}`,
    state: 'once',
    severity: 'info',
    subject: restoreSubject('a restore begins', plan),
    lines: [
      `Restore ${restoreId} in account ${account} begins: ${planLine(plan)}.`,
      `${countText(plan.steps.length, 'step')}. Started by ${principal}. Nothing to do unless nobody was to start it.`,
    ],
    facts: [
      ['Restore', restoreId],
      ['Steps', numberText(plan.steps.length)],
      ['Started by', principal],
    ],
    next: [`holdfast restore --resume ${restoreId} --dry-run ${inVault({ vaultUrl })}`],
    at,
    account,
    zone: targetZone(plan),
    attributes: { restoreId },
  })
}
