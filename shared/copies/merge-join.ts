import type { ObjectStat } from '../ports/object-store.ts'

/** One key of two stores: how it stands in either; missing where it does not stand. */
export interface Pair {
  readonly key: string
  readonly from?: ObjectStat
  readonly to?: ObjectStat
}

/**
 * Goes through two listings side by side, so that neither is held in memory.
 *
 * @param from in order of key, as every store lists
 * @param to likewise
 */
export async function* mergeJoin(
  from: AsyncIterable<ObjectStat>,
  to: AsyncIterable<ObjectStat>,
): AsyncGenerator<Pair> {
  const left = from[Symbol.asyncIterator]()
  const right = to[Symbol.asyncIterator]()
  try {
    let [one, other] = await Promise.all([left.next(), right.next()])
    while (one.done !== true || other.done !== true) {
      const pair = pairOf(
        one.done === true ? undefined : one.value,
        other.done === true ? undefined : other.value,
      )
      yield pair
      if (pair.from !== undefined) one = await left.next()
      if (pair.to !== undefined) other = await right.next()
    }
  } finally {
    await Promise.all([left.return?.(), right.return?.()])
  }
}

function pairOf(from: ObjectStat | undefined, to: ObjectStat | undefined): Pair {
  if (from !== undefined && (to === undefined || from.key <= to.key))
    return { key: from.key, from, ...(to?.key === from.key && { to }) }
  if (to !== undefined) return { key: to.key, to }
  throw new RangeError('Two listings have ended')
}
