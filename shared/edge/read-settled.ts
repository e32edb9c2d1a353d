import { FunctionChangingError } from '../errors.ts'
import type { Clock } from '../ports/runtime.ts'

/** How often a resource that changes is read, and the wait before the second time, in ms; it doubles. */
const ATTEMPTS = 4
const FIRST_WAIT = 500

/**
 * Reads until nothing changed in between.
 *
 * @param read told whether this is the last time; then it may settle for less
 * @throws FunctionChangingError when it changed each time
 */
export async function readSettled<T>(
  clock: Pick<Clock, 'sleep'>,
  name: string,
  read: (isLast: boolean) => Promise<T | 'changing'>,
): Promise<T> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    if (attempt > 1) await clock.sleep(FIRST_WAIT * 2 ** (attempt - 2))
    const reading = await read(attempt === ATTEMPTS)
    if (reading !== 'changing') return reading
  }
  throw new FunctionChangingError(`${name} changed each of the ${ATTEMPTS} times that it was read.`, {
    evidence: { name, attempts: ATTEMPTS },
  })
}
