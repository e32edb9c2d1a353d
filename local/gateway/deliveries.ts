import * as z from 'zod'
import type { Random } from './random.ts'

/** How unlike a queue CloudTrail's delivery is. */
export const DeliveryOptions = z.strictObject({
  /** Milliseconds between a call and its event. On AWS it is seconds to minutes. */
  delayMs: z.number().nonnegative(),
  /** Share of events that come twice, 0 to 1. */
  duplicateRate: z.number().min(0).max(1),
  /** Share of events that come late, and so out of order, 0 to 1. */
  disorderRate: z.number().min(0).max(1),
  /** Milliseconds by which a late event is late at most. */
  disorderMs: z.number().nonnegative(),
})
export type DeliveryOptions = z.infer<typeof DeliveryOptions>

/** What became of the events so far. */
export interface DeliveryCounts {
  readonly delivered: number
  readonly duplicated: number
  readonly disordered: number
  readonly failed: number
  readonly dropped: number
  readonly pending: number
}

/** Delivers things later: now and then twice, now and then out of order, otherwise in the order of their lane. */
export interface Deliveries<Item> {
  add(lane: string, item: Item): void
  set(options: DeliveryOptions): void
  options(): DeliveryOptions
  counts(): DeliveryCounts
  /** Delivers all that is pending now, without waiting for its time. */
  flush(): Promise<void>
  /** Drops what is pending, and counts it; waits for what is under way. */
  close(): Promise<void>
}

export interface DeliveryWorld<Item> {
  readonly deliver: (item: Item) => Promise<void>
  /** Told of a delivery that failed; it is not tried again, as CloudTrail's are best effort. */
  readonly onFailure: (error: unknown) => void
  readonly random: Random
}

/** Opens deliveries with the given manners. */
export function openDeliveries<Item>(initial: DeliveryOptions, world: DeliveryWorld<Item>): Deliveries<Item> {
  let options = initial
  const counts = { delivered: 0, duplicated: 0, disordered: 0, failed: 0, dropped: 0 }
  const waiting = new Map<NodeJS.Timeout, () => void>()
  const lanes = new Map<string, Promise<void>>()
  let underWay = 0

  const deliver = async (item: Item) => {
    try {
      await world.deliver(item)
      counts.delivered += 1
    } catch (error) {
      counts.failed += 1
      world.onFailure(error)
    } finally {
      underWay -= 1
    }
  }
  const start = (lane: string, item: Item) => {
    underWay += 1
    lanes.set(
      lane,
      (lanes.get(lane) ?? Promise.resolve()).then(() => deliver(item)),
    )
  }
  const schedule = (lane: string, item: Item, delay: number) => {
    const fire = () => {
      waiting.delete(timer)
      start(lane, item)
    }
    const timer = setTimeout(fire, delay)
    waiting.set(timer, fire)
  }
  const idle = async () => {
    await Promise.all(lanes.values())
  }
  return {
    add: (lane, item) => {
      const late = world.random() < options.disorderRate
      const twice = world.random() < options.duplicateRate
      if (late) counts.disordered += 1
      if (twice) counts.duplicated += 1
      schedule(lane, item, options.delayMs + (late ? world.random() * options.disorderMs : 0))
      if (twice) schedule(lane, item, options.delayMs + world.random() * options.disorderMs)
    },
    set: (replacement) => {
      options = replacement
    },
    options: () => options,
    counts: () => ({ ...counts, pending: waiting.size + underWay }),
    flush: async () => {
      for (const [timer, fire] of waiting) {
        clearTimeout(timer)
        fire()
      }
      await idle()
    },
    close: async () => {
      for (const timer of waiting.keys()) clearTimeout(timer)
      counts.dropped += waiting.size
      waiting.clear()
      await idle()
    },
  }
}
