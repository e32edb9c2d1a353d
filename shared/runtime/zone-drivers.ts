import { joinHooks } from '../aws/call-hooks.ts'
import { lambdaPacing } from '../aws/pacing.ts'
import { EDGE_ZONE } from '../model/edge.ts'
import { edgeDriver } from '../runs/edge-driver.ts'
import { regionDriver } from '../runs/region-driver.ts'
import type { RunPorts } from '../runs/run-ports.ts'
import { usageMeter } from '../runs/usage-meter.ts'
import { openEdgePorts } from './edge-ports.ts'
import { namedDriver } from './named-driver.ts'
import { openRegion } from './open-region.ts'

/** What the drivers of all zones have in common. */
export interface DriverWorld extends Pick<RunPorts, 'vault' | 'clock' | 'log' | 'plans'> {
  readonly account: string
}

/**
 * The way into any zone. Each driver counts its own requests; together they keep to a share of the quotas of each
 * region.
 *
 * @param quotaShare between 0 and 1 of AWS's quotas
 */
export function zoneDrivers({ account, ...ports }: DriverWorld, quotaShare: number): RunPorts['openZone'] {
  const pacing = lambdaPacing(quotaShare)
  return (zone) => {
    const meter = usageMeter()
    const hooks = joinHooks(pacing, { after: meter.count })
    const driver =
      zone === EDGE_ZONE
        ? edgeDriver(openEdgePorts({ ...ports, account }, hooks), meter.usage)
        : regionDriver({ ...ports, ...openRegion(zone, hooks) }, zone, meter.usage)
    return namedDriver(driver, zone)
  }
}
