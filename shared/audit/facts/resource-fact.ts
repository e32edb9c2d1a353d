import type { Damaged } from '../../model/audit.ts'
import type { GapReason } from '../../model/manifest.ts'
import type { ResourceRef } from '../../model/resource.ts'
import type { Span } from '../../model/retention.ts'
import type { Assignment } from '../../plans/choose-plan.ts'

/** A part that could not be read, and the oldest point in a row that lacks it. */
export interface GapFact {
  readonly part: string
  readonly reason: GapReason
  /** ISO 8601. */
  readonly since: string
}

/** That everybody may invoke a function. */
export interface OpenFact {
  /** Names of its policies that say so, as in a manifest. */
  readonly parts: readonly string[]
  /** When the newest point was taken, ISO 8601, if they did not by the point before; `undefined` when they did. */
  readonly openedAt: string | undefined
}

/** A resource that was there at the last look. Times as ISO 8601. */
export interface LivingFact {
  readonly resource: ResourceRef
  /** Key of its newest manifest. */
  readonly point: string
  /** Until when it is known that the point says how the resource is. */
  readonly seenAt: string
  readonly assignment: Assignment
  readonly gaps: readonly GapFact[]
  /** `undefined` when nobody but who is meant may invoke it, as far as its policies could be read. */
  readonly open: OpenFact | undefined
}

/** A resource that was deleted. */
export interface DeletedFact {
  readonly resource: ResourceRef
  readonly deletedAt: string
  /** Its last recovery point; `undefined` when the vault has none. */
  readonly lastPoint: LastPoint | undefined
  /**
   * When retention expired the last point, as a record says, the term that its plan had then, and the point for as long as it
   * can be taken back; `undefined` when none did.
   */
  readonly expired:
    | { readonly at: string; readonly term?: Span | undefined; readonly point: LastPoint | undefined }
    | undefined
}

/** The last point of a resource, and which plan it has. */
export interface LastPoint {
  readonly key: string
  readonly takenAt: string
  readonly assignment: Assignment
}

/** Everything that the vault protects. */
export interface ResourceFacts {
  readonly living: readonly LivingFact[]
  readonly deleted: readonly DeletedFact[]
  /** Pointers and newest manifests that cannot be read, with the resources that they are of. */
  readonly unreadable: readonly (Damaged & { readonly resource: ResourceRef })[]
  /** What there was no time for. */
  readonly unlooked: readonly ResourceRef[]
}
