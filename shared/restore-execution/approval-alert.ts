import type { RestorePlan } from '../model/restore.ts'
import { parseArn } from '../model/arn.ts'
import type { AlertText } from '../report/alert-text.ts'
import { countText } from '../report/format.ts'
import { approvalTokenKey } from '../vault/restore-layout.ts'
import { planLine, subjectLine } from './plan-line.ts'

/** Where the vault is, and which execution waits. */
export interface WaitingExecution {
  readonly vaultUrl: string
  readonly execution: string
}

/** What a person needs to agree to a restore, or to turn it down; no token is in it. */
export function approvalAlert(plan: RestorePlan, { vaultUrl, execution }: WaitingExecution): AlertText {
  const { restoreId } = plan.request
  const risky = plan.steps.filter(({ risk }) => risk === 'high').length
  const token = `"$(aws s3 cp ${vaultUrl}/${approvalTokenKey(restoreId)} -)"`
  const region = parseArn(execution)?.region ?? ''
  const send = (verb: string, more: string) =>
    `aws stepfunctions send-task-${verb} --region ${region} ${more} --task-token ${token}`
  return {
    subject: subjectLine('a restore waits until somebody agrees', plan),
    text: [
      `Restore ${restoreId} waits until somebody agrees: ${planLine(plan)}.`,
      `${countText(plan.steps.length, 'step')}, ${risky} of high risk; ${countText(plan.cannotComeBack.length, 'thing')} cannot come back, ${countText(plan.remarks.length, 'thing')} to look at.`,
      `See it: holdfast restore --resume ${restoreId} --dry-run --vault ${vaultUrl}`,
      `Agree: ${send('success', "--task-output '{}'")}`,
      `Turn down: ${send('failure', '--error TurnedDown')}`,
    ].join('\n'),
    attributes: {
      event: 'restore-approval',
      severity: 'warning',
      account: plan.items[0]?.target.account ?? '',
      restoreId,
      steps: plan.steps.length,
    },
  }
}
