import type { PlanFile } from '../plans/plan-file.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { Clock, Log, Metrics } from '../ports/runtime.ts'
import type { Vault } from '../ports/vault.ts'
import type { ZoneDriver } from './zone-driver.ts'

/** What the steps of a run touch. */
export interface RunPorts {
  readonly vault: Vault
  /** The objects beneath the vault, for what is not a recovery point: work lists, outcomes, reports, the lock. */
  readonly store: ObjectStore
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  /** The way into one zone. Opened anew by each step, so that its usage is the step's own. */
  readonly openZone: (zone: string) => ZoneDriver
  /** The plans that captures and runs go by; without them every part of everything is captured. */
  readonly plans?: PlanFile
  /** Nobody is told of the run but who started it by hand: what it finds gone is left to the next run to tell of. */
  readonly tellsNobody?: true
}
