import type { Alert } from '../../model/alert.ts'
import type { RunReport } from '../../model/run.ts'
import { STATE_WORDS } from '../../report/content.ts'
import { countText, numberText } from '../../report/format.ts'
import { troubleCount } from '../../report/tally.ts'
import { alertOf } from '../draft.ts'
import type { ReportPlace } from '../run-lines.ts'
import { runAttributes, runCommands, runLines, runName, runNumbers } from '../run-lines.ts'

/** Which runs people hear of: each, those that found a change or a failure, or those that failed in some part. */
export type RunsTold = 'always' | 'changes' | 'failure'

/** A run that came to its end. It is made of numbers and names alone, never of a message: so no secret can be in it. */
export function runEnded(report: RunReport, place: ReportPlace): Alert {
  const { account, runId, endedAt } = report
  return alertOf({
    kind: 'run-ended',
    key: `run-ended:${account}/${runId}`,
    state: 'once',
    severity: isAmiss(report) ? 'warning' : 'info',
    subject: subjectOf(report),
    lines: runLines(report, place),
    facts: runNumbers(report),
    next: runCommands(report, place),
    at: endedAt,
    account,
    attributes: runAttributes(report),
  })
}

/** Whether people want to hear of a run. */
export function isTold(report: RunReport, when: RunsTold): boolean {
  if (when === 'always' || isAmiss(report)) return true
  const { captured, deletedCount } = report.totals
  return when === 'changes' && captured + deletedCount > 0
}

function isAmiss({ state, unknownZones }: RunReport): boolean {
  return state !== 'succeeded' || unknownZones.length > 0
}

function subjectOf(report: RunReport): string {
  const { account, state, totals, zones } = report
  const lostZones = zones.filter((zone) => zone.state === 'failed').length
  const trouble = troubleCount(totals)
  const numbers = [
    ...(lostZones === 0 ? [] : [`${countText(lostZones, 'zone')} failed`]),
    ...(trouble === 0 ? [] : [`${countText(trouble, 'resource')} failed`]),
  ]
  const all = `${numberText(totals.found)} found`
  return `${runName(report)} ${STATE_WORDS[state]} in ${account}, ${numbers.join(', ') || all}`
}
