import { setTimeout as sleep } from 'node:timers/promises'

/** Milliseconds that a scene waits for what it shows. A burst needs its batching window, a poll and a cold start. */
const PATIENCE = 45_000
const PAUSE = 150

/**
 * Looks until there is something to see.
 *
 * @param what is waited for, in words, for the error
 * @param look answers `undefined` while it is not there
 * @param patience milliseconds that it may take
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined>,
  patience = PATIENCE,
): Promise<T> {
  const deadline = Date.now() + patience
  for (;;) {
    const seen = await look()
    if (seen !== undefined) return seen
    if (Date.now() > deadline) throw new Error(`${patience / 1000} seconds passed without ${what}`)
    await sleep(PAUSE)
  }
}
