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
  /** Who sweeps, in as many calls as it takes: the id of a run. Nobody else has the same. */
  readonly by?: string
  /** What the call before gave back: says that it came to its end, and that this one goes on at once. */
  readonly turn?: string
  /** Manifests read between two looks at the clock. */
  readonly batch?: number
  /** Blobs that are marked in one list. */
  readonly part?: number
}
