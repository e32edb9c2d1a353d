import { openRegions, openRules } from '../aws/open-rules.ts'
import type { BeginPorts } from '../runs/begin-run.ts'
import { enrolZones } from '../zones/enrol.ts'
import { openRunWorld } from './run-world.ts'
import { readBeginSettings } from './settings.ts'

/** What discover-zones touches outside itself, and whom it protects. @throws SettingInvalidError */
export function beginWorld(): BeginPorts & { readonly account: string } {
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
    regions: openRegions(),
    enrol: (regions) => enrolZones({ openRules }, forwarding, { regions }),
  }
}

/** `arn:<partition>:events:<region>:...` */
function regionOf(arn: string): string {
  return arn.split(':')[3] ?? ''
}
