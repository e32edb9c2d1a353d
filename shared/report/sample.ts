import { countText, numberText } from './format.ts'

/** How many rows of one kind a page shows; the rest is in the JSON. */
export const SHOWN = 100

/** Some of many things. `listed` of the `total` are in the report's JSON. */
export interface Sample<T> {
  readonly shown: readonly T[]
  readonly listed: number
  readonly total: number
}

/**
 * Up to `limit` things of several lists: as many from each as the others leave room for, so that one long list
 * does not hide the short ones. The order of the lists, and in each list, is kept.
 */
export function sampleAcross<T>(lists: readonly (readonly T[])[], total: number, limit = SHOWN): Sample<T> {
  const taken = fairShares(
    lists.map((list) => list.length),
    limit,
  )
  const shown = lists.flatMap((list, index) => list.slice(0, taken[index]))
  return { shown, listed: lists.reduce((sum, list) => sum + list.length, 0), total }
}

/** Says what a page or a screen leaves out, and where it is; nothing when it leaves out nothing. */
export function restNotes({ shown, listed, total }: Sample<unknown>, noun: string): readonly string[] {
  if (shown.length === total) return []
  const head = `${numberText(shown.length)} of ${countText(total, noun)} are shown here, from every zone that has any`
  if (listed === total) return [`${head}; all of them are in the run's report.json.`]
  return [
    `${head}; the run's report.json lists ${numberText(listed)}, and the files under zones/<zone>/outcomes/ name every one.`,
  ]
}

/** The shortest lists first: what they do not use is shared by the longer ones. */
function fairShares(lengths: readonly number[], limit: number): readonly number[] {
  const shares = lengths.map(() => 0)
  const order = lengths.map((_, index) => index).sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0))
  let left = limit
  order.forEach((index, position) => {
    const share = Math.min(lengths[index] ?? 0, Math.floor(left / (order.length - position)))
    shares[index] = share
    left -= share
  })
  return shares
}
