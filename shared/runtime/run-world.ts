import { randomUUID } from 'node:crypto'
import type { CallHooks } from '../aws/call-hooks.ts'
import { openZone } from '../aws/open-zone.ts'
import { lambdaPacing } from '../aws/pacing.ts'
import { EDGE_ZONE } from '../model/edge.ts'
import { edgeDriver } from '../runs/edge-driver.ts'
import type { RunPorts } from '../runs/run-ports.ts'
import { regionDriver } from '../runs/region-driver.ts'
import { usageMeter } from '../runs/usage-meter.ts'
import { clock } from './clock.ts'
import { openEdgePorts } from './edge-ports.ts'
import { logPort, metricsPort } from './observability.ts'
import { openStore, openVault } from './open-vault.ts'
import type { RunSettings } from './settings.ts'
import { readRunSettings } from './settings.ts'

/** What the steps of a run touch outside themselves. @throws SettingInvalidError */
export function runWorld(): RunPorts {
  return openRunWorld(readRunSettings(process.env))
}

/** As {@link runWorld}, for settings that were read already. */
export function openRunWorld(settings: RunSettings): RunPorts {
  const vault = openVault(settings.HOLDFAST_VAULT, { clock, newId: randomUUID })
  const ports = { vault, clock, log: logPort }
  const pacing = lambdaPacing(settings.HOLDFAST_QUOTA_SHARE)
  return {
    ...ports,
    store: openStore(settings.HOLDFAST_VAULT, { clock }),
    metrics: metricsPort,
    openZone: (zone) => {
      const { usage, hooks } = meteredHooks(pacing)
      if (zone === EDGE_ZONE)
        return edgeDriver(openEdgePorts({ ...ports, account: settings.HOLDFAST_ACCOUNT }, hooks), usage)
      return regionDriver({ ...ports, ...openZone(zone, hooks) }, zone, usage)
    },
  }
}

function meteredHooks(pacing: CallHooks) {
  const meter = usageMeter()
  const hooks: CallHooks = {
    ...pacing,
    after: (call) => {
      meter.count(call)
      pacing.after?.(call)
    },
  }
  return { hooks, usage: meter.usage }
}
