import type { Caller } from '../shared/aws/caller.ts'
import { openZone } from '../shared/aws/open-zone.ts'
import type { ZoneSources } from '../shared/aws/open-zone.ts'

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

/** The real way into one region. */
export function openZoneDoor(region: string): ZoneDoor {
  let calls = 0
  const hooks = {
    after: () => {
      calls += 1
    },
  }
  return { ...openZone(region, hooks), apiCalls: () => calls }
}
