import type { ObjectStat, ObjectStore } from '../ports/object-store.ts'

/**
 * The part of a store that lies under a prefix, as a store of its own.
 *
 * @param prefix ends with `/`
 */
export function storeUnder(store: ObjectStore, prefix: string): ObjectStore {
  const bare = (stat: ObjectStat): ObjectStat => ({ ...stat, key: stat.key.slice(prefix.length) })
  return {
    url: `${store.url}/${prefix.slice(0, -1)}`,
    read: (key) => store.read(prefix + key),
    load: (key) => store.load(prefix + key),
    async stat(key) {
      const found = await store.stat(prefix + key)
      return found && bare(found)
    },
    write: async (key, body, options) => bare(await store.write(prefix + key, body, options)),
    async *list(inner, after) {
      const behind = after === undefined ? undefined : prefix + after
      for await (const stat of store.list(prefix + inner, behind)) yield bare(stat)
    },
  }
}
