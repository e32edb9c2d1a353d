import type { RetentionStore } from '../../shared/ports/object-store.ts'

/** A store whose process dies before the change after so many. */
export function dyingAt(store: RetentionStore, count: number): RetentionStore {
  let left = count
  const change = async <T>(call: () => Promise<T>): Promise<T> => {
    if ((left -= 1) < 0) throw new Error('killed')
    return await call()
  }
  return {
    ...store,
    write: (...args) => change(() => store.write(...args)),
    remove: (...args) => change(() => store.remove(...args)),
  }
}
