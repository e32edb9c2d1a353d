import { readdir } from 'node:fs/promises'
import type { TriggerKind } from './kind.ts'

/**
 * Every kind of trigger: each file of kinds/ exports one as `kind`. Bundles have no folder to look into; there
 * infrastructure/bundle-plugins.mjs puts a list in the place of this file.
 */
const folder = new URL('./kinds/', import.meta.url)
const files = (await readdir(folder)).filter((file) => file.endsWith('.ts')).sort()

export const TRIGGER_KINDS: readonly TriggerKind[] = await Promise.all(
  files.map(async (file) => ((await import(`./kinds/${file}`)) as { readonly kind: TriggerKind }).kind),
)
