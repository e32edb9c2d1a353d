import type { Alert } from '../../model/alert.ts'
import { parseArn } from '../../model/arn.ts'
import type { RestorePlan } from '../../model/restore.ts'
import { countText, numberText } from '../../report/format.ts'
import { approvalTokenKey } from '../../vault/restore-layout.ts'
import { inVault } from '../../model/command-place.ts'
import { shellWord } from '../../model/shell-word.ts'
import { alertOf } from '../draft.ts'
import { planLine, restoreSubject, targetZone } from '../restore-lines.ts'

/** Where the vault is, which execution waits, and since when. */
export interface WaitingExecution {
  readonly vaultUrl: string
  readonly account: string
  readonly execution: string
  readonly at: string
}

/** What a person needs to agree to a restore, or to turn it down; no token is in it. */
export function restoreWaiting(plan: RestorePlan, waiting: WaitingExecution): Alert {
  const { vaultUrl, account, at } = waiting
  const { restoreId } = plan.request
  const risky = plan.steps.filter(({ risk }) => risk === 'high').length
  const look = `holdfast restore --resume ${restoreId} --dry-run ${inVault({ vaultUrl })}`
  const [agree, turnDown] = answers(plan, waiting)
  return alertOf({
    kind: 'restore-waiting',
    key: `restore-waiting:${account}/${restoreId}`,
    state: 'once',
    severity: 'warning',
    subject: restoreSubject('a restore waits until somebody agrees', plan),
    lines: [
      `Restore ${restoreId} waits until somebody agrees, for a day at most: ${planLine(plan)}.`,
      `${countText(plan.steps.length, 'step')}, ${risky} of high risk; ${countText(plan.cannotComeBack.length, 'thing')} cannot come back, ${countText(plan.remarks.length, 'thing')} to look at.`,
      'Of the next commands the first shows the plan, the second agrees, the third turns it down.',
    ],
    facts: [
      ['Restore', restoreId],
      ['Steps', numberText(plan.steps.length)],
      ['Of high risk', numberText(risky)],
    ],
    next: [look, agree, turnDown],
    at,
    account,
    zone: targetZone(plan),
    attributes: { restoreId, steps: plan.steps.length },
  })
}

function answers(
  { request: { restoreId } }: RestorePlan,
  { vaultUrl, execution }: WaitingExecution,
): readonly [agree: string, turnDown: string] {
  const token = `"$(aws s3 cp ${shellWord(`${vaultUrl}/${approvalTokenKey(restoreId)}`)} -)"`
  const region = parseArn(execution)?.region ?? ''
  const send = (verb: string, more: string) =>
    `aws stepfunctions send-task-${verb} --region ${region} ${more} --task-token ${token}`
  return [send('success', "--task-output '{}'"), send('failure', '--error TurnedDown')]
}
