import type { RetentionStore } from '../ports.ts'

/**
 * A store that is opened at its first use; opened again only if that failed.
 *
 * @param url address that it has, for people
 */
export function lazyStore(url: string, open: () => Promise<RetentionStore>): RetentionStore {
  let opening: Promise<RetentionStore> | undefined
  const opened = async () => {
    opening ??= open()
    try {
      return await opening
    } catch (error) {
      opening = undefined
      throw error
    }
  }
  return {
    url,
    read: async (key) => await (await opened()).read(key),
    load: async (key) => await (await opened()).load(key),
    stat: async (key) => await (await opened()).stat(key),
    write: async (key, body, options) => await (await opened()).write(key, body, options),
    remove: async (key, version) => await (await opened()).remove(key, version),
    async *list(prefix) {
      yield* (await opened()).list(prefix)
    },
  }
}
