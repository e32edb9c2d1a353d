import * as z from 'zod'
import { FORMAT_VERSION, Instant, Sha256 } from './manifest.ts'

/** What a listing says of one function, and the fingerprint of the point that was taken at that state. */
export const InventoryEntry = z.strictObject({
  codeSha256: z.string().optional(),
  configSha256: z.string().optional(),
  revisionId: z.string().optional(),
  lastModified: z.string().optional(),
  fingerprint: Sha256,
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
})
export type Inventory = z.infer<typeof Inventory>
