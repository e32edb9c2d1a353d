import type { Alert } from '../../model/alert.ts'
import type { RetentionReport } from '../../model/retention-run.ts'
import { bytesText, countText, numberText } from '../../report/format.ts'
import { retentionReportKey } from '../../vault/retention-run-layout.ts'
import { inVault } from '../../model/command-place.ts'
import { shellWord } from '../../model/shell-word.ts'
import { alertOf, shownName } from '../draft.ts'

/**
 * What people hear of retention: that it fails, until it works again. A run that did what the plans say is no news.
 * While it fails nothing is lost: points and bytes stay longer than they should.
 */
export function retentionAlert(report: RetentionReport, vaultUrl: string): Alert {
  const { run, endedAt, failure, kept, expired, purged, sweep } = report
  const why = failure === undefined ? '' : ` (${shownName(failure.error)})`
  const reportUrl = `${vaultUrl}/${retentionReportKey(run)}`
  return alertOf({
    kind: 'retention-ended',
    key: `retention-ended:${run.account}`,
    state: failure === undefined ? 'ended' : 'begun',
    severity: failure === undefined ? 'info' : 'warning',
    subject: `retention ${failure === undefined ? 'works again' : `failed${why}`} in ${run.account}`,
    lines: [
      failure === undefined
        ? 'A run of retention came to its end: points expire by their plans again.'
        : `A run of retention failed${why}. Nothing is lost: points and bytes stay longer than their plans say.`,
      `${countText(expired, 'point')} expired, ${numberText(kept)} kept; ${bytesText(sweep.bytesFreed)} freed.`,
      ...planLines(report),
      ...(failure === undefined
        ? []
        : ['The next run tries again. The report has the words of the error; the log of the step has more.']),
      `Report: ${reportUrl}`,
    ],
    facts: [
      ['Expired', numberText(expired)],
      ['Kept', numberText(kept)],
      ['Removed for good', numberText(purged)],
      ['Freed', bytesText(sweep.bytesFreed)],
    ],
    next:
      failure === undefined
        ? []
        : [
            `aws s3 cp ${shellWord(reportUrl)} -`,
            `holdfast prune --dry-run --plans holdfast.yml ${inVault({ vaultUrl })}`,
          ],
    at: endedAt,
    account: run.account,
    attributes: { runId: run.runId, expired },
  })
}

/** What was planned of each backup plan: whose points may stay too long. */
function planLines({ plans, state }: RetentionReport): readonly string[] {
  if (state === 'succeeded') return []
  return plans.map(
    ({ plan, resources, expires }) =>
      `${plan === null ? 'Without a plan' : `Plan ${plan}`}: ${countText(resources, 'resource')}, ${countText(expires, 'point')} to expire.`,
  )
}
