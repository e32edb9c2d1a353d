import type { ObjectLocks, RetentionStore } from '../ports/object-store.ts'
import type { Clock } from '../ports/runtime.ts'

/** What a sweep touches. */
export interface SweepPorts {
  readonly store: RetentionStore
  /** Missing where the store has none. */
  readonly locks?: Pick<ObjectLocks, 'lockOf'> | undefined
  readonly clock: Clock
  /** Makes ids that are unlike any other. */
  readonly newId: () => string
}

/** How much one call of the sweep may do. Without anything it comes to the end. */
export interface SweepLimit {
  /** When it writes down how far it came. */
  readonly until?: Date
  /** What the call before gave back: says that this one goes on with its sweep, and takes nothing from another. */
  readonly turn?: string
  /** Manifests read between two looks at the clock. */
  readonly batch?: number
}
