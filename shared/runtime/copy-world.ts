import { randomUUID } from 'node:crypto'
import type { CopyRoundPorts } from '../copy-execution/copy-round.ts'
import { plannedFilter } from '../copy-execution/planned-filter.ts'
import type { ReportCopyPorts } from '../copy-execution/report-copy.ts'
import { clock } from './clock.ts'
import { DEPLOYED_PLANS } from './deployed-plans.ts'
import { logPort, metricsPort } from './observability.ts'
import { openAlertDesk } from './open-alert-desk.ts'
import { openStore, openVault } from './open-vault.ts'
import type { CopySettings } from './settings.ts'
import { readCopySettings, readReportCopySettings } from './settings.ts'

/** Milliseconds of a minute. */
const MINUTE = 60_000

/** What copy-points touches outside itself. @throws SettingInvalidError */
export function copyPointsWorld(): CopyRoundPorts {
  return openSides(readCopySettings(process.env))
}

/** What report-copy touches outside itself. @throws SettingInvalidError */
export function reportCopyWorld(): ReportCopyPorts {
  const settings = readReportCopySettings(process.env)
  return {
    ...openSides(settings),
    metrics: metricsPort,
    desk: openAlertDesk(settings),
    account: settings.HOLDFAST_ACCOUNT,
    allowed: settings.HOLDFAST_COPY_MAXIMUM_LAG * MINUTE,
  }
}

function openSides(settings: CopySettings): CopyRoundPorts {
  const { HOLDFAST_VAULT, HOLDFAST_COPY, HOLDFAST_COPY_BY } = settings
  const [region, account] = [settings.HOLDFAST_COPY_REGION, settings.HOLDFAST_COPY_ACCOUNT]
  const vault = openVault(HOLDFAST_VAULT, { clock, newId: randomUUID, whenMissing: 'fail' })
  return {
    from: openStore(HOLDFAST_VAULT, { clock }),
    to: openStore(HOLDFAST_COPY, { clock, findRegion: async () => region }),
    clock,
    log: logPort,
    filter:
      HOLDFAST_COPY_BY === 'plans'
        ? plannedFilter({ vault, plans: DEPLOYED_PLANS, place: { region, account } })
        : undefined,
  }
}
