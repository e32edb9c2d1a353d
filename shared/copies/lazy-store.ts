import type { ObjectStore, RetentionStore } from '../ports/object-store.ts'

/**
 * A store that is opened at its first use; opened again only if that failed.
 *
 * @param url address that it has, for people
 */
export function lazyStore(url: string, open: () => Promise<ObjectStore>): ObjectStore {
  return storeOver(url, once(open))
}

/** The same, for a store from which things can be removed. */
export function lazyRetentionStore(url: string, open: () => Promise<RetentionStore>): RetentionStore {
  const opened = once(open)
  return {
    ...storeOver(url, opened),
    remove: async (key, version) => await (await opened()).remove(key, version),
  }
}

function storeOver(url: string, opened: () => Promise<ObjectStore>): ObjectStore {
  return {
    url,
    read: async (key) => await (await opened()).read(key),
    load: async (key) => await (await opened()).load(key),
    stat: async (key) => await (await opened()).stat(key),
    write: async (key, body, options) => await (await opened()).write(key, body, options),
    async *list(prefix, after) {
      yield* (await opened()).list(prefix, after)
    },
  }
}

function once<T>(open: () => Promise<T>): () => Promise<T> {
  let opening: Promise<T> | undefined
  return async () => {
    opening ??= open()
    try {
      return await opening
    } catch (error) {
      opening = undefined
      throw error
    }
  }
}
