/** How many pieces of work go on at the same time, and what ends the whole early. */
export interface Bounds {
  readonly limit: number
  /** Once it is aborted no more items are asked for. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Does some work on each item as it comes; more items are asked for only when there is room.
 *
 * @throws what the first piece of work failed with, once those that were begun have ended
 */
export async function inParallel<T>(
  items: AsyncIterable<T>,
  { limit, signal }: Bounds,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>()
  const failures: unknown[] = []
  try {
    for await (const item of items) {
      if (signal?.aborted === true) break
      const one = work(item)
        .catch((error: unknown) => void failures.push(error))
        .finally(() => running.delete(one))
      running.add(one)
      if (running.size >= limit) await Promise.race(running)
      if (failures.length > 0) break
    }
  } finally {
    await Promise.all(running)
  }
  if (failures.length > 0) throw failures[0]
}
