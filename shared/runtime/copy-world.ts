import type { CopyRoundPorts } from '../copy-execution/copy-round.ts'
import type { ReportCopyPorts } from '../copy-execution/report-copy.ts'
import { metricsPort } from './observability.ts'
import { openAlertDesk } from './open-alert-desk.ts'
import { allowedLag, openCopySides } from './open-copy.ts'
import { readCopySettings, readReportCopySettings } from './settings.ts'

/** What copy-points touches outside itself. @throws SettingInvalidError */
export function copyPointsWorld(): CopyRoundPorts {
  return openCopySides(readCopySettings(process.env))
}

/** What report-copy touches outside itself. @throws SettingInvalidError */
export function reportCopyWorld(): ReportCopyPorts {
  const settings = readReportCopySettings(process.env)
  return {
    ...openCopySides(settings),
    metrics: metricsPort,
    desk: openAlertDesk(settings),
    account: settings.HOLDFAST_ACCOUNT,
    allowed: allowedLag(settings),
  }
}
