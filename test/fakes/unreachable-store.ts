import type { HoldfastError } from '../../shared/errors.ts'
import type { ObjectStore } from '../../shared/ports/object-store.ts'

/** A store whose region is gone: every call of it fails. */
export function unreachableStore(failure: HoldfastError, url = 's3://first'): ObjectStore {
  const fail = () => Promise.reject(failure)
  return {
    url,
    read: fail,
    load: fail,
    stat: fail,
    write: fail,
    list: () => ({ [Symbol.asyncIterator]: () => ({ next: fail }) }),
  }
}
