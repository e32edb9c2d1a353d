import type { Change } from '../model/change.ts'
import type { Cause } from '../model/manifest.ts'
import { resourcePath } from '../model/resource.ts'

/** All that one batch says about one function: one capture answers it. */
export interface Burst<Item> {
  readonly resource: Change['resource']
  readonly changes: readonly [Change, ...Change[]]
  /** The queue messages that the changes came in. */
  readonly items: readonly Item[]
}

/** Groups changes by function, in the order in which the functions first appear. */
export function coalesce<Item>(arrivals: readonly { change: Change; item: Item }[]): Burst<Item>[] {
  const bursts = new Map<
    string,
    { resource: Change['resource']; changes: [Change, ...Change[]]; items: Item[] }
  >()
  for (const { change, item } of arrivals) {
    const path = resourcePath(change.resource)
    const burst = bursts.get(path)
    if (!burst) {
      bursts.set(path, { resource: change.resource, changes: [change], items: [item] })
      continue
    }
    burst.changes.push(change)
    burst.items.push(item)
  }
  return [...bursts.values()]
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
