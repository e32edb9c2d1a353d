import type { Change } from '../model/change.ts'
import type { Cause } from '../model/manifest.ts'
import { resourcePath } from '../model/resource.ts'

/** A change of one function, and the message that it came in. */
export interface Arrival<Item> {
  readonly change: Change
  readonly item: Item
  /** Whether the function itself changed, and not something that wakes it. */
  readonly isDirect: boolean
}

/** All that one batch says about one function: one capture answers it. */
export interface Burst<Item> {
  readonly resource: Change['resource']
  readonly changes: readonly [Change, ...Change[]]
  /** The queue messages that the changes came in. */
  readonly items: readonly Item[]
  /** Whether one of them is a change of the function itself. */
  readonly isDirect: boolean
  /** When something that wakes the function changed last; `undefined` when only the function did. */
  readonly triggersChangedAt: Date | undefined
}

/** Groups changes by function, in the order in which the functions first appear. */
export function coalesce<Item>(arrivals: readonly Arrival<Item>[]): Burst<Item>[] {
  const groups = Map.groupBy(arrivals, ({ change }) => resourcePath(change.resource))
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return []
    const all = [first, ...others]
    return [
      {
        resource: first.change.resource,
        changes: [first.change, ...others.map(({ change }) => change)] as const,
        items: all.map(({ item }) => item),
        isDirect: all.some(({ isDirect }) => isDirect),
        triggersChangedAt: newestOf(all.filter(({ isDirect }) => !isDirect)),
      },
    ]
  })
}

function newestOf(arrivals: readonly Arrival<unknown>[]): Date | undefined {
  const newest = arrivals
    .map(({ change }) => change.eventTime)
    .toSorted()
    .at(-1)
  return newest === undefined ? undefined : new Date(newest)
}

/** The newest event of a burst is the cause; the others are named beside it, each once (CloudTrail delivers some twice). */
export function causeOf(changes: readonly [Change, ...Change[]]): Cause {
  const newest = changes.reduce((a, b) => (b.eventTime > a.eventTime ? b : a))
  const { eventId, eventName, eventTime, principal } = newest
  const others = [...new Set(changes.map((change) => change.eventId))].filter((id) => id !== eventId)
  return {
    type: 'event',
    eventId,
    eventName,
    eventTime,
    ...(principal === undefined ? {} : { principal }),
    ...(others.length === 0 ? {} : { coalesced: others }),
  }
}
