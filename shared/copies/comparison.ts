import * as z from 'zod'
import { FORMAT_VERSION, Instant } from '../model/manifest.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { COMPARED_KEY } from '../vault/copy-layout.ts'
import { putDocument } from '../vault/stored-documents.ts'

/** `copies/compared.json` in a vault: when a round of copying compared all of its copy last. */
export const Comparison = z.strictObject({ format: z.literal(FORMAT_VERSION), at: Instant })
export type Comparison = z.infer<typeof Comparison>

/** Says in the vault that all of its copy was compared. */
export async function keepComparison(vault: ObjectStore, at: Date): Promise<void> {
  const record = { format: FORMAT_VERSION, at: at.toISOString() } satisfies Comparison
  await putDocument(vault, Comparison, record, COMPARED_KEY)
}
