import { AccessDeniedError, NotFoundError, RequestRejectedError } from '../../shared/errors.ts'
import type { ObjectLock, ObjectLocks } from '../../shared/ports/object-store.ts'
import type { MemoryStore } from './memory-store.ts'

/** Locks of the objects of a store in memory, as S3 has them: of a version, and never weaker while one holds. */
export interface FakeLocks extends ObjectLocks {
  /** What was asked of it, in order: `lockOf <key>`, `extend <key>`. */
  readonly calls: string[]
}

export function createFakeLocks({ objects }: MemoryStore, now: () => Date): FakeLocks {
  const calls: string[] = []
  return {
    calls,
    lockOf: async (key) => {
      calls.push(`lockOf ${key}`)
      return objects.get(key)?.lock
    },
    extend: async (key, lock) => {
      calls.push(`extend ${key}`)
      const held = objects.get(key)
      if (held === undefined) throw new NotFoundError(`memory: has no ${key}`, { evidence: { key } })
      if (lock.until <= now()) throw new RequestRejectedError('the date must be in the future')
      if (weakens(held.lock, lock, now())) throw new AccessDeniedError(`${key} is locked`)
      objects.set(key, { ...held, lock })
    },
  }
}

/** Who may not bypass a lock that holds can make it longer, and nothing else. */
function weakens(held: ObjectLock | undefined, lock: ObjectLock, now: Date): boolean {
  if (held === undefined || held.until <= now) return false
  return lock.until < held.until || lock.mode !== held.mode
}
