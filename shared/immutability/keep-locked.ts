import { AccessDeniedError } from '../errors.ts'
import type { ObjectLock, ObjectLocks } from '../ports/object-store.ts'

/** A lock that is wanted, and the instant by which it is told whether another one still holds. */
export interface WantedLock {
  readonly lock: ObjectLock
  readonly now: Date
}

/**
 * Locks an object unless it is locked at least as long. A lock that holds keeps its mode: S3 lets nobody change it who may
 * not bypass locks, and nobody may.
 *
 * @returns whether something was asked of the store
 * @throws NotFoundError when the object is not there
 */
export async function keepLocked(
  locks: ObjectLocks,
  key: string,
  wanted: WantedLock,
): Promise<'extended' | 'kept'> {
  const { lock, now } = wanted
  // A date that is over S3 refuses; a capture may take as long as a short term.
  if (lock.until <= now) return 'kept'
  const found = await locks.lockOf(key)
  if (lasts(found, lock)) return 'kept'
  const holds = found !== undefined && found.until > now
  try {
    await locks.extend(key, { mode: holds ? found.mode : lock.mode, until: lock.until })
    return 'extended'
  } catch (error) {
    // Somebody may have locked it for longer meanwhile: then this would have made the lock shorter, which is denied.
    if (error instanceof AccessDeniedError && lasts(await locks.lockOf(key), lock)) return 'kept'
    throw error
  }
}

function lasts(found: ObjectLock | undefined, lock: ObjectLock): boolean {
  return found !== undefined && found.until >= lock.until
}
