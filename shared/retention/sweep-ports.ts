import type { Clock, RetentionStore } from '../ports.ts'

/** What a sweep touches. */
export interface SweepPorts {
  readonly store: RetentionStore
  readonly clock: Clock
  /** Makes ids that are unlike any other. */
  readonly newId: () => string
}
