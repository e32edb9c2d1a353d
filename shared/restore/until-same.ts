import type { Difference } from '../model/restore.ts'
import type { Clock } from '../ports/runtime.ts'

/** Milliseconds between two looks: services answer with what they just wrote after seconds, at most. */
const WAITS = [1000, 2000, 4000, 8000]

/** Looks again for a while as long as something differs. @returns what differs in the end */
export async function untilSame(
  clock: Pick<Clock, 'sleep'>,
  look: () => Promise<readonly Difference[]>,
): Promise<readonly Difference[]> {
  let found = await look()
  for (const wait of WAITS) {
    if (found.length === 0) break
    await clock.sleep(wait)
    found = await look()
  }
  return found
}
