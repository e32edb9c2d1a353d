/** What is copied, in the order of the work: bytes, manifests, manifests that retention moved aside, and so on. */
export const COPY_KINDS = ['blobs', 'points', 'expired', 'documents', 'pointers', 'inventories'] as const
export type CopyKind = (typeof COPY_KINDS)[number]

/**
 * What became of one object.
 * - `copied`: it stands in the copy now, or stands there as it is in the source now
 * - `present`: it stood there already
 * - `repaired`: what stood there was damaged and was replaced
 * - `newer`: the copy has a later state than the source, and keeps it
 * - `gone`: it was taken from the source after it had been listed
 * - `failed`: see `failures`
 */
export const COPY_OUTCOMES = ['copied', 'present', 'repaired', 'newer', 'gone', 'failed'] as const
export type CopyOutcome = (typeof COPY_OUTCOMES)[number]

/** What could not be copied, and why. */
export interface CopyFailure {
  readonly kind: CopyKind
  readonly key: string
  /** Name of the error (shared/errors.ts). */
  readonly error: string
  readonly message: string
}

export type CopyCounts = Readonly<Record<CopyKind, Readonly<Record<CopyOutcome, number>>>>

/** What came of one call. */
export interface CopyResult {
  /** Addresses of the two stores. */
  readonly from: string
  readonly to: string
  readonly begunAt: string
  readonly endedAt: string
  /** `complete`: everything that stood in the source when it was begun stands in the copy. `stopped`: the next call goes on. */
  readonly state: 'complete' | 'stopped' | 'failed'
  readonly objects: CopyCounts
  /** Bytes that were written, as they are before any encryption. */
  readonly bytes: number
  /** How many objects failed with each error, by its name. */
  readonly errors: Readonly<Record<string, number>>
  /** The first thousand; `objects` has the number of all. */
  readonly failures: readonly CopyFailure[]
}

/** How far a step is. `total` is not known beforehand: nothing is listed twice. */
export interface CopyProgress {
  readonly step: CopyKind
  /** Objects of this step that were looked at. */
  readonly done: number
  /** Bytes written since the beginning. */
  readonly bytes: number
}
