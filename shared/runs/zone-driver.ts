import type { Cause } from '../model/manifest.ts'
import type { Inventory } from '../model/inventory.ts'
import type { RunMode, Usage } from '../model/run.ts'
import type { WorkItem } from '../model/work.ts'
import type { Capture } from '../capture/keep-point.ts'

/** Why a zone is planned, and from what. */
export interface PlanRequest {
  readonly account: string
  readonly zone: string
  readonly mode: RunMode
  readonly inventory: Inventory | undefined
}

/** What a listing of a zone came to. */
export interface PlannedZone {
  /** Resources that the listing showed. */
  readonly found: number
  /** Of these, those that it showed to be as the inventory has them, by their line in it. */
  readonly unchanged: readonly string[]
  readonly items: readonly WorkItem[]
}

/**
 * How a run lists and captures one kind of zone: a region of functions, or the CloudFront edge. It is opened once
 * per invocation; what its captures share is read once.
 */
export interface ZoneDriver {
  plan(request: PlanRequest): Promise<PlannedZone>
  /** @param since no list that captures share is older */
  capture(
    item: WorkItem,
    request: { readonly account: string; readonly cause: Cause; readonly since: Date },
  ): Promise<Capture>
  /** Requests that were sent to AWS so far. */
  usage(): Usage
}
