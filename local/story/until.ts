import { setTimeout as sleep } from 'node:timers/promises'

/** Milliseconds that a scene waits for what it shows. A burst needs its batching window, a poll and a cold start. */
const PATIENCE = 45_000
const PAUSE = 150

/**
 * Looks until there is something to see.
 *
 * @param what is waited for, in words, for the error
 * @param look answers `undefined` while it is not there
 */
export async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + PATIENCE
  for (;;) {
    const seen = await look()
    if (seen !== undefined) return seen
    if (Date.now() > deadline) throw new Error(`${PATIENCE / 1000} seconds passed without ${what}`)
    await sleep(PAUSE)
  }
}
