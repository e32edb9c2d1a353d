import type { Clock, ObjectLocks, RetentionStore } from '../ports.ts'

/** What a sweep touches. */
export interface SweepPorts {
  readonly store: RetentionStore
  /** Missing where the store has none. */
  readonly locks?: Pick<ObjectLocks, 'lockOf'> | undefined
  readonly clock: Clock
  /** Makes ids that are unlike any other. */
  readonly newId: () => string
}
