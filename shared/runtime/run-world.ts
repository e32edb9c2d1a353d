import type { RunPorts } from '../runs/run-ports.ts'
import { openCaptureVault } from './capture-vault.ts'
import { clock } from './clock.ts'
import { DEPLOYED_PLANS } from './deployed-plans.ts'
import { logPort, metricsPort } from './observability.ts'
import { openStore } from './open-vault.ts'
import type { RunSettings } from './settings.ts'
import { readRunSettings } from './settings.ts'
import { zoneDrivers } from './zone-drivers.ts'

/** What the steps of a run touch outside themselves. @throws SettingInvalidError */
export function runWorld(): RunPorts {
  return openRunWorld(readRunSettings(process.env))
}

/** As {@link runWorld}, for settings that were read already. */
export function openRunWorld(settings: RunSettings): RunPorts {
  const vault = openCaptureVault(settings.HOLDFAST_VAULT)
  const ports = { vault, clock, log: logPort, plans: DEPLOYED_PLANS }
  return {
    ...ports,
    store: openStore(settings.HOLDFAST_VAULT, { clock }),
    metrics: metricsPort,
    openZone: zoneDrivers({ ...ports, account: settings.HOLDFAST_ACCOUNT }, settings.HOLDFAST_QUOTA_SHARE),
  }
}
