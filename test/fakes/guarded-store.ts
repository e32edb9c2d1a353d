import { AccessDeniedError } from '../../shared/errors.ts'
import type { ObjectStore } from '../../shared/ports/object-store.ts'

/** A store in which these keys stand in listings, and may not be read: files of another user, say. */
export function guardedStore(store: ObjectStore, keys: readonly string[]): ObjectStore {
  const path = (key: string) => `/backups/${key}`
  const guarded = async <T>(key: string, read: () => Promise<T>): Promise<T> => {
    if (!keys.includes(key)) return await read()
    const evidence = { url: store.url, path: path(key), code: 'EACCES' }
    throw new AccessDeniedError(`Access to ${path(key)} is denied: EACCES`, { evidence })
  }
  return {
    ...store,
    read: async (key) => await guarded(key, async () => await store.read(key)),
    load: async (key) => await guarded(key, async () => await store.load(key)),
  }
}
