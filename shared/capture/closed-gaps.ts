import { isLeftOut, isTransient } from '../model/gaps.ts'
import type { Gap, RecoveryPoint } from '../model/manifest.ts'

/**
 * Parts that the newest point lacked for good and that are not missing any more: people who were told of them are told
 * that it is over.
 *
 * @param newest `undefined` when there is none, or it cannot be read: it tells of none
 * @param gaps of what was read now
 */
export function closedGaps(
  newest: RecoveryPoint | undefined,
  gaps: readonly Gap[],
): { readonly closedGaps?: string[] } {
  const open = new Set(gaps.map(({ part }) => part))
  const before = newest?.gaps ?? []
  const closed = before.filter((gap) => isLasting(gap) && !open.has(gap.part)).map(({ part }) => part)
  return closed.length === 0 ? {} : { closedGaps: closed }
}

function isLasting(gap: Gap): boolean {
  return !isTransient(gap) && !isLeftOut(gap)
}
