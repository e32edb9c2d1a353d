import type { Alert } from '../../model/alert.ts'
import type { RunReport } from '../../model/run.ts'
import { timeText } from '../../report/format.ts'
import { backupAllCommand, doctorCommand } from '../../model/command-place.ts'
import { alertOf, shownName } from '../draft.ts'
import type { ReportPlace } from '../run-lines.ts'
import { runAttributes, runCommands, runLines, runName, runNumbers } from '../run-lines.ts'

/** A run that failed as a whole, or could not even begin: nothing of it can be relied on. It lasts until a run of everything comes to its end. */
export function runFailed(report: RunReport, place: ReportPlace): Alert {
  const { account, failure, endedAt } = report
  return alertOf({
    kind: 'run-failed',
    key: keyOf(report),
    state: 'begun',
    severity: 'critical',
    subject: `${runName(report)} failed in ${account}, ${shownName(failure?.error ?? 'no zone was read')}`,
    lines: [...runLines(report, place), stakeLine(report)],
    facts: [['Error', failure?.error ?? 'unknown'], ...runNumbers(report)],
    next: [doctorCommand(place), ...runCommands(report, place), backupAllCommand(place)],
    at: endedAt,
    account,
    attributes: runAttributes(report),
  })
}

/** After runs that failed, one of everything came to its end. */
export function runsWorkAgain(report: RunReport, place: ReportPlace): Alert {
  const { account, endedAt } = report
  return alertOf({
    kind: 'run-failed',
    key: keyOf(report),
    state: 'ended',
    severity: 'info',
    subject: `runs work again in ${account}`,
    lines: [`A ${runName(report)} came to its end again.`, ...runLines(report, place)],
    facts: runNumbers(report),
    next: runCommands(report, place),
    at: endedAt,
    account,
    attributes: runAttributes(report),
  })
}

/** What is at stake, and by when it is made good without anybody. */
function stakeLine({ nextRun }: RunReport): string {
  const next = nextRun === undefined ? 'The next run' : `The next run, at ${timeText(nextRun)},`
  return `Earlier recovery points stay, and changes are captured as their events come. ${next} makes it good if it can.`
}

function keyOf({ account }: RunReport): string {
  return `run-failed:${account}`
}
