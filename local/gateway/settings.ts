import * as z from 'zod'
import { Fault, type FaultState } from './faults.ts'
import { Quota } from './quotas.ts'
import type { RecordedCall } from './recorder.ts'
import { type TrailCounts, TrailOptions } from './trail.ts'

/** What can be asked of a running gateway and set on it; the same in its process and over HTTP. */
export interface GatewayControl {
  /** Every call that was answered before, oldest first, as many as are kept. */
  calls(): Promise<CallsReport>
  clearCalls(): Promise<void>
  /** Replaces all faults. */
  setFaults(faults: readonly Fault[]): Promise<void>
  faults(): Promise<readonly FaultState[]>
  /** Replaces all quotas. `LAMBDA_QUOTAS` are AWS's own. */
  setQuotas(quotas: readonly Quota[]): Promise<void>
  quotas(): Promise<QuotaReport>
  /** Replaces the regions that the account has enabled; `null` leaves them to the emulator, which has all. */
  setRegions(regions: readonly string[] | null): Promise<void>
  regions(): Promise<RegionsReport>
  /** Changes how events are delivered; what is not named stays. */
  setTrail(change: TrailChange): Promise<void>
  trail(): Promise<TrailReport>
  /** Delivers every pending event now. */
  flush(): Promise<void>
}

export interface CallsReport {
  readonly calls: readonly RecordedCall[]
  /** Calls that were recorded and are no longer kept. */
  readonly dropped: number
}

export interface QuotaReport {
  readonly quotas: readonly Quota[]
  /** Refused calls by the name of the quota. */
  readonly refused: Readonly<Record<string, number>>
}

export interface RegionsReport {
  readonly regions: readonly string[] | null
}

export interface TrailReport {
  readonly options: TrailOptions
  readonly counts: TrailCounts
}

/** Path under which the gateway answers for itself. */
export const CONTROL_PATH = '/_gateway/'

export const Faults = z.array(Fault)
export const Quotas = z.array(Quota)
export const Regions = z.array(z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/)).nullable()
export const TrailChange = TrailOptions.partial()
export type TrailChange = z.infer<typeof TrailChange>
