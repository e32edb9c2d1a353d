import pLimit from 'p-limit'
import type { FunctionContent } from '../model/manifest.ts'
import type { ResourceRef } from '../model/resource.ts'
import type { Vault } from '../ports/vault.ts'
import type { Reading } from './reading.ts'

/** Entries written side by side: enough to hide the latency of a store. */
const PARALLEL = 8

/**
 * Enters a function in the vault's index under every source that its newest point does not have yet, so that a change
 * which only takes something away from a source leads to the function. Done before the pointer moves: what a point
 * says is in the index. The index may say more; whoever follows it finds the function unchanged.
 *
 * @param known ARNs of the sources that the newest point has
 */
export async function noteSources(
  vault: Pick<Vault, 'noteSource'>,
  resource: ResourceRef,
  { sources = [] }: Pick<FunctionContent, 'sources'>,
  known: ReadonlySet<string>,
): Promise<void> {
  const unknown = sources.filter(({ arn }) => !known.has(arn))
  await pLimit(PARALLEL).map(unknown, ({ arn }) => vault.noteSource(resource, arn))
}

/** Enters a function under what else leads to it (see `TriggerKind.alsoUnder`): few functions have such a trigger. */
export async function noteFurther(
  vault: Pick<Vault, 'noteSource'>,
  resource: ResourceRef,
  { alsoUnder }: Pick<Reading, 'alsoUnder'>,
): Promise<void> {
  await pLimit(PARALLEL).map([...alsoUnder], (key) => vault.noteSource(resource, key))
}
