import { ownRuns } from '../plans/runs-of.ts'
import type { EndPorts } from '../runs/end-run.ts'
import { DEPLOYED_PLANS } from './deployed-plans.ts'
import { openAlertDesk } from './open-alert-desk.ts'
import { openRunWorld } from './run-world.ts'
import { deploymentOf, readReportSettings } from './settings.ts'

/** What report-run and report-failure touch outside themselves, and whom they report on. @throws SettingInvalidError */
export function reportWorld(): EndPorts & { readonly account: string } {
  const settings = readReportSettings(process.env)
  return {
    ...openRunWorld(settings),
    account: settings.HOLDFAST_ACCOUNT,
    alerts: openAlertDesk(settings),
    deployment: deploymentOf(settings),
    schedules: [
      {
        expressions: [settings.HOLDFAST_QUICK_SCHEDULE, settings.HOLDFAST_DEEP_SCHEDULE],
        timeZone: settings.HOLDFAST_SCHEDULE_TIME_ZONE,
      },
      ...Object.values(DEPLOYED_PLANS.plans).flatMap((plan) =>
        Object.values(ownRuns(plan, DEPLOYED_PLANS)).flat(),
      ),
    ],
  }
}
