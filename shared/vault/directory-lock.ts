import { DatabaseSync } from 'node:sqlite'
import pLimit from 'p-limit'
import { VaultUnavailableError } from '../errors.ts'
import type { Clock } from '../ports/runtime.ts'

/** Milliseconds between two tries for a lock that another process holds, and how often it is tried. */
const WAIT = 5
const TRIES = 6000

/** SQLite's result code for a lock that somebody else holds (SQLITE_BUSY). */
const BUSY = 5

/** Runs a task while no other holder of the same lock runs one, in this process or another. */
export type Lock = <T>(task: () => Promise<T>) => Promise<T>

/**
 * A lock between processes on one file. It is the lock of an empty SQLite database, and so the operating
 * system's: it ends with the process that holds it, and no lock is ever found stale. Held for milliseconds.
 *
 * @param path the lock's file; its directory exists
 * @returns a lock; it fails with VaultUnavailableError after 30 seconds of waiting
 */
export function createLock(path: string, clock: Pick<Clock, 'sleep'>): Lock {
  const oneAtATime = pLimit(1)
  return async (task) =>
    await oneAtATime(async () => {
      using database = new DatabaseSync(path)
      await begin(database, clock)
      // Closing the database gives the lock back.
      return await task()
    })
}

async function begin(database: DatabaseSync, clock: Pick<Clock, 'sleep'>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      database.exec('BEGIN EXCLUSIVE')
      return
    } catch (error) {
      if (!isBusy(error)) throw error
      if (tries === TRIES)
        throw new VaultUnavailableError('The vault stayed locked for 30 s', { cause: error })
      await clock.sleep(WAIT)
    }
  }
}

function isBusy(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'errcode' in error && error.errcode === BUSY
}
