import { randomUUID } from 'node:crypto'
import { graceOf } from '../plans/plan-file.ts'
import { rulingsOf } from '../plans/ruling.ts'
import type { ApplyingPorts, PlanningPorts, ReportingPorts } from '../retention-execution/retention-ports.ts'
import type { SweepPorts } from '../retention/sweep-ports.ts'
import { clock } from './clock.ts'
import { DEPLOYED_PLANS } from './deployed-plans.ts'
import { logPort, metricsPort } from './observability.ts'
import { openAlertDesk } from './open-alert-desk.ts'
import { openLocks, openRetentionStore, openStore, openVault } from './open-vault.ts'
import { readReportTestsSettings, readRunSettings } from './settings.ts'

/** What plan-retention touches outside itself: with its store nothing can be removed. @throws SettingInvalidError */
export function planRetentionWorld(): PlanningPorts & { readonly account: string } {
  const { HOLDFAST_VAULT, HOLDFAST_ACCOUNT } = readRunSettings(process.env)
  return {
    ...judging(HOLDFAST_VAULT),
    store: openStore(HOLDFAST_VAULT, { clock }),
    account: HOLDFAST_ACCOUNT,
  }
}

/** What apply-retention touches outside itself. @throws SettingInvalidError */
export function applyRetentionWorld(): ApplyingPorts {
  const { HOLDFAST_VAULT } = readRunSettings(process.env)
  const store = openRetentionStore(HOLDFAST_VAULT, { clock })
  return { ...judging(HOLDFAST_VAULT), store, grace: graceOf(DEPLOYED_PLANS) }
}

/** What sweep-blobs touches outside itself. @throws SettingInvalidError */
export function sweepWorld(): SweepPorts & Pick<ApplyingPorts, 'grace'> {
  const { HOLDFAST_VAULT } = readRunSettings(process.env)
  const store = openRetentionStore(HOLDFAST_VAULT, { clock })
  return {
    store,
    locks: openLocks(HOLDFAST_VAULT),
    clock,
    newId: randomUUID,
    grace: graceOf(DEPLOYED_PLANS),
  }
}

/** What report-retention touches outside itself, and whom it reports on. @throws SettingInvalidError */
export function reportRetentionWorld(): ReportingPorts & { readonly account: string } {
  const settings = readReportTestsSettings(process.env)
  return {
    store: openStore(settings.HOLDFAST_VAULT, { clock }),
    clock,
    log: logPort,
    metrics: metricsPort,
    desk: openAlertDesk(settings),
    account: settings.HOLDFAST_ACCOUNT,
  }
}

function judging(address: string) {
  const vault = openVault(address, { clock, newId: randomUUID, whenMissing: 'fail' })
  const locks = openLocks(address)
  return { vault, locks, clock, log: logPort, rulings: rulingsOf(DEPLOYED_PLANS) }
}
