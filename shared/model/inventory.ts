import * as z from 'zod'
import { FORMAT_VERSION, Instant, Sha256 } from './manifest.ts'

/** The plan that a resource had when it was read, as long as plans select by the rules that they had then. */
export const PlanMark = z.strictObject({
  /** `null`: it had none. */
  name: z.string().nullable(),
  /** Tells these rules from others. */
  rules: z.string(),
})
export type PlanMark = z.infer<typeof PlanMark>

/** What a listing says of one function, and the fingerprint of the point that was taken at that state. */
export const InventoryEntry = z.strictObject({
  codeSha256: z.string().optional(),
  configSha256: z.string().optional(),
  revisionId: z.string().optional(),
  lastModified: z.string().optional(),
  fingerprint: Sha256,
  /** Missing when its plan could not be told. */
  plan: PlanMark.optional(),
  /** Later listings showed another state, and no run has read it yet. */
  sameUntil: Instant.optional(),
})
export type InventoryEntry = z.infer<typeof InventoryEntry>

/**
 * Fingerprints of the last listing of one zone, by function name; in the zone `edge` by `kind/name`. It saves reads; it
 * can be rebuilt from nothing.
 */
export const Inventory = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  account: z.string(),
  zone: z.string(),
  listedAt: Instant,
  functions: z.record(z.string(), InventoryEntry),
  /** Names of functions that a backup by hand found gone: the next run looks for them once more, and tells of them. */
  untold: z.array(z.string()).optional(),
  /**
   * The same of what a run by hand found gone, with the key of each tombstone: their lines in activity/ stand already, and
   * the next run that tells anybody looks for them, and tells of them.
   */
  written: z.record(z.string(), z.string()).optional(),
})
export type Inventory = z.infer<typeof Inventory>
