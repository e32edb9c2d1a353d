import { openRegions, openRules } from '../aws/open-rules.ts'
import type { BeginPorts } from '../runs/begin-run.ts'
import { enrolZones } from '../zones/enrol.ts'
import type { ZoneFilter } from '../zones/zone-filter.ts'
import { openRunWorld } from './run-world.ts'
import { readBeginSettings } from './settings.ts'

/** What discover-zones touches outside itself, whom it protects, and where. @throws SettingInvalidError */
export function beginWorld(): BeginPorts & { readonly account: string; readonly filter: ZoneFilter } {
  const settings = readBeginSettings(process.env)
  const forwarding = {
    stack: settings.HOLDFAST_STACK,
    region: regionOf(settings.HOLDFAST_HUB_BUS),
    busArn: settings.HOLDFAST_HUB_BUS,
    roleArn: settings.HOLDFAST_FORWARDING_ROLE,
  }
  return {
    ...openRunWorld(settings),
    account: settings.HOLDFAST_ACCOUNT,
    filter: { zones: settings.HOLDFAST_ZONES, exclude: settings.HOLDFAST_EXCLUDE_ZONES },
    regions: openRegions(),
    enrol: (regions) => enrolZones({ openRules }, forwarding, { regions }),
  }
}

/** `arn:<partition>:events:<region>:...` */
function regionOf(arn: string): string {
  return arn.split(':')[3] ?? ''
}
