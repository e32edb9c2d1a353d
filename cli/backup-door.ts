import type { Caller } from '../shared/aws/caller.ts'
import type { Downloader, LambdaApi, SurroundingsApi } from '../shared/ports.ts'

/** What a backup reads one zone through. */
export interface ZoneDoor {
  readonly lambda: LambdaApi
  readonly surroundings: SurroundingsApi
  readonly downloader: Downloader
  /** Requests that have left for AWS so far, for the report. */
  readonly apiCalls: () => number
}

/** The way to AWS, with the caller's own credentials. */
export interface BackupDoor {
  /** @param region instead of the caller's own */
  readonly readCaller: (region?: string) => Promise<Caller>
  readonly openZone: (region: string) => ZoneDoor
}
