import type { ApprovalPorts } from '../restore-execution/ask-approval.ts'
import type { EndPorts } from '../restore-execution/end-restore.ts'
import { clock } from './clock.ts'
import { logPort, metricsPort } from './observability.ts'
import { openAlertDesk } from './open-alert-desk.ts'
import { openStore } from './open-vault.ts'
import { readReportRestoreSettings } from './settings.ts'

/** What ask-approval and report-restore touch outside themselves. @throws SettingInvalidError */
export function reportRestoreWorld(): ApprovalPorts & EndPorts {
  const settings = readReportRestoreSettings(process.env)
  return {
    store: openStore(settings.HOLDFAST_VAULT, { clock }),
    clock,
    log: logPort,
    metrics: metricsPort,
    account: settings.HOLDFAST_ACCOUNT,
    alerts: openAlertDesk(settings),
  }
}
