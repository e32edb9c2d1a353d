import type { Sha256 } from '../model/manifest.ts'

/** What can be wrong. Each is named, and nothing is repaired. */
export type DamageKind =
  | 'format-invalid'
  | 'manifest-invalid'
  | 'manifest-altered'
  | 'previous-missing'
  | 'blob-missing'
  | 'blob-size'
  | 'blob-corrupt'
  | 'pointer-invalid'
  | 'pointer-missing'
  | 'pointer-to-nothing'
  | 'pointer-altered'
  | 'pointer-behind'
  | 'inventory-invalid'
  /** Whoever verifies may not read it: what it holds is not known. */
  | 'unreadable'

/** One thing that is wrong: where, in words, and the recovery points (by key) that cannot be restored whole. */
export interface Damage {
  readonly kind: DamageKind
  readonly key: string
  readonly message: string
  readonly affects: readonly string[]
}

/** What is worth knowing and harms nothing. */
export interface Notice {
  readonly kind: 'foreign-file' | 'unlinked-point'
  readonly key: string
  readonly message: string
}

export interface VerifyCounts {
  readonly manifests: number
  readonly pointers: number
  readonly inventories: number
  readonly blobs: number
  /** Blobs that no manifest names: left by an interrupted capture, swept later. */
  readonly unreferencedBlobs: number
  readonly blobsRead: number
  readonly bytesRead: number
}

/** The verdict on a vault: it is whole when `damage` is empty. */
export interface VerifyReport {
  readonly url: string
  readonly checked: VerifyCounts
  readonly damage: readonly Damage[]
  readonly notices: readonly Notice[]
}

/** One of `of` parts of the blobs, by the beginning of their names: `part` 1 to `of` together are all. */
export interface DataPart {
  readonly part: number
  readonly of: number
}

/** Whether a blob belongs to a part. */
export function isInPart(sha256: Sha256, { part, of }: DataPart): boolean {
  return Number.parseInt(sha256.slice(0, 8), 16) % of === part - 1
}

/** How far a step is. `total` is missing while it is not known. */
export interface VerifyProgress {
  readonly step: string
  readonly done: number
  readonly total?: number
}

export interface VerifyOptions {
  /** Reads and hashes blobs: `all`, or one part of them. Without it only their names and sizes are checked. */
  readonly readData?: 'all' | DataPart
  readonly onProgress?: (progress: VerifyProgress) => void
}
