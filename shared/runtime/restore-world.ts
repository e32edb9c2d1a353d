import type { RestorePorts } from '../restore/restore-ports.ts'
import type { ApplyPorts } from '../restore-execution/apply-steps.ts'
import type { BeginPorts } from '../restore-execution/begin-restore.ts'
import { openCaptureVault } from './capture-vault.ts'
import { clock, every } from './clock.ts'
import { countedPacing } from './counted-pacing.ts'
import { logPort } from './observability.ts'
import { openAlertDesk } from './open-alert-desk.ts'
import { openPlaces } from './open-places.ts'
import { openStore } from './open-vault.ts'
import type { RunSettings } from './settings.ts'
import { readPlanRestoreSettings, readReportRestoreSettings, readRunSettings } from './settings.ts'

/** What apply-restore touches outside itself. @throws SettingInvalidError */
export function applyRestoreWorld(): ApplyPorts {
  const settings = readReportRestoreSettings(process.env)
  return { ...openRestoreWorld(settings), alerts: openAlertDesk(settings) }
}

/** What verify-restore touches outside itself. @throws SettingInvalidError */
export function restoreWorld(): RestorePorts {
  return openRestoreWorld(readRunSettings(process.env))
}

/** What plan-restore touches outside itself, and whether the deployment wants a person to agree. @throws SettingInvalidError */
export function planRestoreWorld(): BeginPorts & { readonly approval: boolean } {
  const settings = readPlanRestoreSettings(process.env)
  return { ...openRestoreWorld(settings), approval: settings.HOLDFAST_RESTORE_APPROVAL === 'yes' }
}

function openRestoreWorld(settings: RunSettings): RestorePorts {
  return {
    vault: openCaptureVault(settings.HOLDFAST_VAULT),
    store: openStore(settings.HOLDFAST_VAULT, { clock }),
    clock,
    every,
    log: logPort,
    account: settings.HOLDFAST_ACCOUNT,
    openPlace: openPlaces(countedPacing(settings.HOLDFAST_QUOTA_SHARE)),
  }
}
