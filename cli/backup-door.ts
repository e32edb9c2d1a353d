import type { CallHooks } from '../shared/aws/call-hooks.ts'
import type { Caller } from '../shared/aws/caller.ts'
import { openZone } from '../shared/aws/open-zone.ts'
import type { ZoneSources } from '../shared/aws/open-zone.ts'
import { lambdaPacing } from '../shared/aws/pacing.ts'

/** What a backup reads one zone through, and how much it asked for. */
export interface ZoneDoor extends ZoneSources {
  /** Requests that have left for AWS so far; retries and pages count. */
  readonly apiCalls: () => number
}

/** The way to AWS, with the caller's own credentials. */
export interface BackupDoor {
  /** @param region instead of the caller's own */
  readonly readCaller: (region?: string) => Promise<Caller>
  readonly openZone: (region: string) => ZoneDoor
}

/**
 * The real way into regions. All of them share what holds requests back: a third of AWS's quota for each region,
 * for the rest belongs to the caller's deployments.
 */
export function realZones(): (region: string) => ZoneDoor {
  const pacing = lambdaPacing()
  return (region) => {
    let calls = 0
    const hooks: CallHooks = {
      ...pacing,
      after: (call) => {
        calls += 1
        pacing.after?.(call)
      },
    }
    return { ...openZone(region, hooks), apiCalls: () => calls }
  }
}
