import type { AwsDoor } from './aws-door.ts'
import type { FactsKind } from './facts-kind.ts'
import type { TriggerKind } from './kind.ts'
import type { ListingShelf } from './listing-shelf.ts'

/** What the triggers of the functions of one region are read through. */
export interface TriggerPorts {
  readonly aws: AwsDoor
  /** Every kind that there is: TRIGGER_KINDS. */
  readonly kinds: readonly TriggerKind[]
  /** Every service that facts are read from: FACTS_KINDS. */
  readonly facts: readonly FactsKind[]
  /** Listings of this region that outlive one capture. */
  readonly shelf: ListingShelf
}
