import pLimit from 'p-limit'
import { HoldfastError } from '../errors.ts'
import type { Finding, Place } from './finding.ts'
import { unknown } from './finding.ts'

/** One thing to look at. */
export interface Check extends Place {
  readonly look: () => Promise<readonly Finding[]>
}

/** Checks at the same time: enough for thirty regions, few enough for IAM, whose calls all go to one place. */
const CONCURRENT_CHECKS = 8

/**
 * Carries out every check. One that cannot be carried out is a finding `unknown` with its reason, and stops no
 * other; a defect of Holdfast is thrown.
 *
 * @param seen told after each check
 * @returns the findings in the order of the checks
 */
export async function examine(
  checks: readonly Check[],
  seen: (done: number, total: number) => void = () => {},
): Promise<readonly Finding[]> {
  const limit = pLimit(CONCURRENT_CHECKS)
  let done = 0
  const findings = await limit.map(checks, async (check) => {
    const found = await lookSafely(check)
    seen((done += 1), checks.length)
    return found
  })
  return findings.flat()
}

async function lookSafely({ check, zone, look }: Check): Promise<readonly Finding[]> {
  try {
    return await look()
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error
    return [unknown({ check, zone }, `Could not be looked at: ${error.message}`)]
  }
}
