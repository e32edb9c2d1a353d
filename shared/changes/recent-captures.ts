import { resourcePath } from '../model/resource.ts'
import type { Burst } from './coalesce.ts'

/**
 * Milliseconds by which a capture must have begun after a change to have seen it for certain: what AWS answers may lag
 * behind what was asked of it, and clocks differ.
 */
const CERTAINTY = 30_000

/** When this process began to read each function that it captured. */
export interface RecentCaptures {
  /**
   * Whether a capture has seen all of a burst already. Only for changes of triggers: deploying an API makes hundreds of
   * calls, each of which concerns all of its functions. A change of a function itself is always read.
   */
  saw(burst: Burst<unknown>): boolean
  /** A capture that began at `began` read the whole function. */
  note(burst: Burst<unknown>, began: Date): void
}

/** What a warm process remembers between batches; a new one remembers nothing, and captures once more. */
export function recentCaptures(): RecentCaptures {
  const began = new Map<string, number>()
  return {
    saw({ resource, changes, isDirect }) {
      const at = began.get(resourcePath(resource))
      if (at === undefined || isDirect) return false
      return changes.every(({ eventTime }) => Date.parse(eventTime) + CERTAINTY <= at)
    },
    note: ({ resource }, at) => void began.set(resourcePath(resource), at.getTime()),
  }
}
