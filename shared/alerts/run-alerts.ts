import type { Alert } from '../model/alert.ts'
import type { RunReport } from '../model/run.ts'
import { isOfEverything } from '../model/run.ts'
import { functionDeleted } from './messages/function-deleted.ts'
import { gapAlerts } from './messages/gap.ts'
import type { CommandPlace } from '../model/command-place.ts'
import type { RunsTold } from './messages/run-ended.ts'
import { isTold, runEnded } from './messages/run-ended.ts'
import { runFailed, runsWorkAgain } from './messages/run-failed.ts'
import { zoneAlerts } from './messages/zone-changed.ts'
import type { ReportPlace } from './run-lines.ts'

/**
 * Everything that a run gives reason to tell: how it ended, what it found out about zones, and, of what it found in them,
 * functions that are gone, and gaps. Of most of it people know already: the desk tells what is new. What a run found to be
 * over is told from what people know: shared/runs/ended-by-run.ts.
 */
export function runAlerts(report: RunReport, place: ReportPlace, when: RunsTold): readonly Alert[] {
  return [...endAlerts(report, place, when), ...zoneAlerts(report, place), ...findings(report, place)]
}

function endAlerts(report: RunReport, place: ReportPlace, when: RunsTold): readonly Alert[] {
  if (report.state === 'failed') return [runFailed(report, place)]
  return [
    // That a part came to its end does not say that runs of everything do.
    ...(isOfEverything(report) ? [runsWorkAgain(report, place)] : []),
    ...(isTold(report, when) ? [runEnded(report, place)] : []),
  ]
}

function findings({ zones, endedAt: at }: RunReport, place: CommandPlace): readonly Alert[] {
  return zones.flatMap(({ deleted, gaps }) => [
    ...deleted.flatMap(({ manifest, ...resource }) =>
      manifest === undefined ? [] : [functionDeleted({ resource, manifest, at }, place.vaultUrl)],
    ),
    ...gapAlerts(gaps, at, place),
  ])
}
