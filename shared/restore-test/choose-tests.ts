import { compareText } from '../model/compare-text.ts'
import type { ResourceRef } from '../model/resource.ts'
import { resourcePath } from '../model/resource.ts'
import type { TestReason } from '../model/restore-test.ts'

/** A function that could be tested. */
export interface Candidate {
  readonly resource: ResourceRef
  /** When its last test ended; `undefined` when it never was tested. */
  readonly testedAt: Date | undefined
  /** Whether it is tested every time, whatever the sample. */
  readonly isProduction: boolean
}

/** A function that will be tested, and why. */
export interface Choice {
  readonly resource: ResourceRef
  readonly reason: TestReason
}

/**
 * Chooses what is tested: all of production, and of the others `sample`, those first that never were tested, then those
 * whose test is the longest ago. So each function has its turn, whatever comes and goes in between.
 *
 * @param sample how many of those that are not production
 */
export function chooseTests(candidates: readonly Candidate[], sample: number): readonly Choice[] {
  const production = candidates.filter(({ isProduction }) => isProduction)
  const others = candidates.filter(({ isProduction }) => !isProduction).toSorted(byNeed)
  return [
    ...production.toSorted(byNeed).map(({ resource }) => ({ resource, reason: 'production' as const })),
    ...others.slice(0, sample).map(({ resource, testedAt }) => ({
      resource,
      reason: testedAt === undefined ? ('never-tested' as const) : ('tested-longest-ago' as const),
    })),
  ]
}

function byNeed(a: Candidate, b: Candidate): number {
  const order = timeOf(a) - timeOf(b)
  return order === 0 ? compareText(resourcePath(a.resource), resourcePath(b.resource)) : order
}

/** Before the first instant that a date can hold is nothing: never is the longest ago. */
function timeOf({ testedAt }: Candidate): number {
  return testedAt?.getTime() ?? Number.MIN_SAFE_INTEGER
}
