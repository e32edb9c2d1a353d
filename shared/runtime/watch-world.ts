import { randomUUID } from 'node:crypto'
import { unusualActivity } from '../alerts/messages/unusual-activity.ts'
import type { WatchPorts } from '../activity/watch-activity.ts'
import { watchLimits } from '../plans/plan-file.ts'
import { clock } from './clock.ts'
import { DEPLOYED_PLANS } from './deployed-plans.ts'
import { logPort, metricsPort } from './observability.ts'
import { openAlertDesk } from './open-alert-desk.ts'
import { openStore } from './open-vault.ts'
import { deploymentOf, readWatchSettings } from './settings.ts'

/** What watch-activity touches outside itself. @throws SettingInvalidError */
export function watchWorld(): WatchPorts {
  const settings = readWatchSettings(process.env)
  const account = settings.HOLDFAST_ACCOUNT
  const place = { account, vaultUrl: settings.HOLDFAST_VAULT, ...deploymentOf(settings) }
  const desk = openAlertDesk(settings)
  return {
    account,
    store: openStore(settings.HOLDFAST_VAULT, { clock }),
    limits: watchLimits(DEPLOYED_PLANS),
    clock,
    log: logPort,
    metrics: metricsPort,
    newId: randomUUID,
    async tell(seen, ended) {
      const at = clock.now()
      const begun = seen.map((one) => unusualActivity(one, 'begun', { ...place, at }))
      const over = ended.map((one) => unusualActivity(one, 'ended', { ...place, at }))
      await desk.tell([...begun, ...over])
    },
  }
}
