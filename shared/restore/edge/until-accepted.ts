import { PreconditionFailedError } from '../../errors.ts'
import type { Clock } from '../../ports/runtime.ts'

/** How often a change is tried, and in ms the wait before the second time; it doubles. */
const ATTEMPTS = 6
const FIRST_WAIT = 250

/**
 * Makes a change that names the state that it is made to: when somebody was faster, reads the state anew.
 *
 * @param change reads the state and changes it
 * @throws PreconditionFailedError when somebody was faster each time
 */
export async function untilAccepted<T>(clock: Pick<Clock, 'sleep'>, change: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await change()
    } catch (error) {
      if (attempt === ATTEMPTS || !(error instanceof PreconditionFailedError)) throw error
      await clock.sleep(FIRST_WAIT * 2 ** (attempt - 1))
    }
  }
}
