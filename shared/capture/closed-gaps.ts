import { isLeftOut } from '../model/gaps.ts'
import type { Gap, RecoveryPoint } from '../model/manifest.ts'

/**
 * Parts that the newest point lacked and that are not missing any more: people who were told of them are told that it is
 * over. Whether anybody was told, the desk knows, not the point: a part that was refused for good may have been throttled
 * when the newest point was taken. What a plan leaves out is not missing.
 *
 * @param newest `undefined` when there is none, or it cannot be read: it tells of none
 * @param gaps of what was read now
 */
export function closedGaps(
  newest: RecoveryPoint | undefined,
  gaps: readonly Gap[],
): { readonly closedGaps?: string[] } {
  const open = new Set(partsOf(gaps))
  const closed = partsOf(newest?.gaps ?? []).filter((part) => !open.has(part))
  return closed.length === 0 ? {} : { closedGaps: closed }
}

function partsOf(gaps: readonly Gap[]): readonly string[] {
  return gaps.filter((gap) => !isLeftOut(gap)).map(({ part }) => part)
}
