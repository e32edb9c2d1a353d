import type { ObjectLock, ObjectLocks } from '../ports.ts'

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
  { lock, now }: WantedLock,
): Promise<'extended' | 'kept'> {
  const found = await locks.lockOf(key)
  const holds = found !== undefined && found.until > now
  if (holds && found.until >= lock.until) return 'kept'
  await locks.extend(key, { mode: holds ? found.mode : lock.mode, until: lock.until })
  return 'extended'
}
