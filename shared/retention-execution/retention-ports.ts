import type { RecoveryPoint } from '../model/manifest.ts'
import type { Ruling } from '../model/retention.ts'
import type { AlertDesk } from '../ports/alert-desk.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { Clock, Log, Metrics } from '../ports/runtime.ts'
import type { ExpirePorts } from '../retention/expire-planned.ts'
import type { PlanPorts } from '../retention/plan-retention.ts'

interface Judging {
  /** By which rules a resource is judged, told by its newest point. */
  readonly rulings: (point: RecoveryPoint) => Ruling
  readonly log: Log
}

/** What planning touches: it removes nothing, and writes its plan alone. */
export interface PlanningPorts extends Judging, PlanPorts {
  readonly store: ObjectStore
}

/** What applying touches. */
export interface ApplyingPorts extends Judging, ExpirePorts {
  /** How long an expired point can be taken back, in milliseconds. */
  readonly grace: number
}

/** What reporting touches. */
export interface ReportingPorts {
  readonly store: ObjectStore
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
  readonly metrics: Metrics
  readonly desk: AlertDesk
}
