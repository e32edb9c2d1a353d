import { readdir } from 'node:fs/promises'
import type { FactsKind } from './facts-kind.ts'

/**
 * Every service that facts are read from: each file of facts/ exports one as `facts`. Bundles have no folder to look into; there
 * infrastructure/bundle-plugins.mjs puts a list in the place of this file.
 */
const folder = new URL('./facts/', import.meta.url)
const files = (await readdir(folder)).filter((file) => file.endsWith('.ts')).sort()

export const FACTS_KINDS: readonly FactsKind[] = await Promise.all(
  files.map(async (file) => ((await import(`./facts/${file}`)) as { readonly facts: FactsKind }).facts),
)
