import type { CallHooks } from '../shared/aws/call-hooks.ts'
import { joinHooks } from '../shared/aws/call-hooks.ts'
import type { Caller } from '../shared/aws/caller.ts'
import { readCaller } from '../shared/aws/caller.ts'
import { lambdaPacing } from '../shared/aws/pacing.ts'
import type { RunPorts } from '../shared/runs/run-ports.ts'
import type { RegionSources } from '../shared/runtime/open-region.ts'
import { openRegion } from '../shared/runtime/open-region.ts'
import type { DriverWorld } from '../shared/runtime/zone-drivers.ts'

/** What a backup reads one zone through, and how much it asked for. */
export interface ZoneDoor extends RegionSources {
  /** Requests that have left for AWS so far; retries and pages count. */
  readonly apiCalls: () => number
}

/** The way to AWS, with the caller's own credentials. Shares of quotas are between 0 and 1. */
export interface BackupDoor {
  /** @param region instead of the caller's own */
  readonly readCaller: (region?: string) => Promise<Caller>
  /** @param quotaShare by default a third: the rest belongs to the caller's deployments */
  readonly openZone: (region: string, quotaShare?: number) => ZoneDoor
  /** The way into every zone, for a run. */
  readonly openDrivers: (world: DriverWorld, quotaShare: number) => Promise<RunPorts['openZone']>
}

/** The real way to AWS. */
export const realBackupDoor: BackupDoor = {
  readCaller: (region) => readCaller({ region }),
  openZone(region, quotaShare) {
    let calls = 0
    const counter: CallHooks = { after: () => void (calls += 1) }
    const hooks = joinHooks(lambdaPacing(quotaShare), counter)
    return { ...openRegion(region, hooks), apiCalls: () => calls }
  },
  async openDrivers(world, quotaShare) {
    const { zoneDrivers } = await import('../shared/runtime/zone-drivers.ts')
    return zoneDrivers(world, quotaShare)
  },
}
