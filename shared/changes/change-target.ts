import type { ResourceKind } from '../model/resource.ts'

/** What a call was about. */
export interface ChangeTarget {
  readonly kind: ResourceKind
  readonly name: string
  readonly zone: string
  /** When the record names one. */
  readonly account?: string
}
