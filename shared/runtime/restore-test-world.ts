import { randomUUID } from 'node:crypto'
import type { TestWishes } from '../restore-test/test-wishes.ts'
import { testWishes } from '../restore-test/test-wishes.ts'
import type { ChoosePorts, ReportPorts, TestPorts } from '../restore-test/test-ports.ts'
import { clock, every } from './clock.ts'
import { countedPacing } from './counted-pacing.ts'
import { DEPLOYED_PLANS } from './deployed-plans.ts'
import { logPort, metricsPort } from './observability.ts'
import { openAlertDesk } from './open-alert-desk.ts'
import { openScratchPlaces } from './open-scratch-places.ts'
import { openStore, openVault } from './open-vault.ts'
import type { RunSettings } from './settings.ts'
import { readChooseTestsSettings, readReportTestsSettings, readRunSettings } from './settings.ts'

/** What run-restore-test and remove-restore-test touch outside themselves. @throws SettingInvalidError */
export function testWorld(): TestPorts {
  const settings = readRunSettings(process.env)
  return {
    ...vaultPorts(settings),
    every,
    openPlace: openScratchPlaces(countedPacing(settings.HOLDFAST_QUOTA_SHARE)),
  }
}

/** What choose-restore-test touches outside itself, and what the deployment wants tested. @throws SettingInvalidError */
export function chooseTestsWorld(): ChoosePorts & {
  readonly wanted: (plan: string | undefined) => TestWishes
} {
  const settings = readChooseTestsSettings(process.env)
  const tag = settings.HOLDFAST_TEST_PRODUCTION_TAG
  const [key = '', ...value] = tag.split('=')
  const toRegion = settings.HOLDFAST_TEST_REGION
  const parameters = {
    sample: settings.HOLDFAST_TEST_SAMPLE,
    ...(tag !== '' && { production: { tags: { [key]: value.join('=') } } }),
    ...(toRegion !== '' && { toRegion }),
  }
  return {
    ...vaultPorts(settings),
    newId: randomUUID,
    wanted: (plan) => testWishes(DEPLOYED_PLANS, parameters, plan),
  }
}

/** What report-restore-test touches outside itself, and whom it reports on. @throws SettingInvalidError */
export function reportTestsWorld(): ReportPorts & { readonly account: string } {
  const settings = readReportTestsSettings(process.env)
  const { store, log, account } = vaultPorts(settings)
  return { store, clock, log, account, metrics: metricsPort, alerts: openAlertDesk(settings) }
}

function vaultPorts({ HOLDFAST_VAULT, HOLDFAST_ACCOUNT }: RunSettings) {
  return {
    vault: openVault(HOLDFAST_VAULT, { clock, newId: randomUUID }),
    store: openStore(HOLDFAST_VAULT, { clock }),
    clock,
    log: logPort,
    account: HOLDFAST_ACCOUNT,
  }
}
