import { compareText } from '../model/compare-text.ts'
import type { Inventory } from '../model/inventory.ts'
import type { Outcome } from '../model/outcome.ts'

/** What is gone in a zone, of which only whoever backed up by hand knows. */
export type Untold = Pick<Inventory, 'untold' | 'written'>

/** Whether a resource that had a point is gone, and no change told of it. */
export function isNewlyGone(
  outcome: Outcome,
): outcome is Extract<Outcome, { type: 'deleted' }> & { readonly manifest: string } {
  return outcome.type === 'deleted' && outcome.manifest !== undefined && outcome.known !== true
}

/** The members of an inventory that say so, in order; none when nothing is untold. */
export function untoldMembers(
  untold: Iterable<string>,
  written: Iterable<readonly [name: string, tombstone: string]>,
): Untold {
  const names = [...untold].toSorted(compareText)
  const tombstones = [...written].toSorted(([a], [b]) => compareText(a, b))
  return {
    ...(names.length > 0 && { untold: names }),
    ...(tombstones.length > 0 && { written: Object.fromEntries(tombstones) }),
  }
}
