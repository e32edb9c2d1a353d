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
export function openDeliveries<Item>(options: DeliveryOptions, world: DeliveryWorld<Item>): Deliveries<Item> {
  return new TimedDeliveries(options, world)
}

class TimedDeliveries<Item> implements Deliveries<Item> {
  readonly #world: DeliveryWorld<Item>
  readonly #counts = { delivered: 0, duplicated: 0, disordered: 0, failed: 0, dropped: 0 }
  readonly #waiting = new Map<NodeJS.Timeout, () => void>()
  /** The end of what is under way in each lane. */
  readonly #lanes = new Map<string, Promise<void>>()
  #options: DeliveryOptions
  #underWay = 0

  constructor(options: DeliveryOptions, world: DeliveryWorld<Item>) {
    this.#options = options
    this.#world = world
  }

  add(lane: string, item: Item): void {
    const { delayMs, duplicateRate, disorderRate, disorderMs } = this.#options
    const { random } = this.#world
    const late = random() < disorderRate
    const twice = random() < duplicateRate
    if (late) this.#counts.disordered += 1
    if (twice) this.#counts.duplicated += 1
    this.#schedule(lane, item, delayMs + (late ? random() * disorderMs : 0))
    if (twice) this.#schedule(lane, item, delayMs + random() * disorderMs)
  }

  set(options: DeliveryOptions): void {
    this.#options = options
  }

  options(): DeliveryOptions {
    return this.#options
  }

  counts(): DeliveryCounts {
    return { ...this.#counts, pending: this.#waiting.size + this.#underWay }
  }

  async flush(): Promise<void> {
    for (const [timer, fire] of this.#waiting) {
      clearTimeout(timer)
      fire()
    }
    await this.#idle()
  }

  async close(): Promise<void> {
    for (const timer of this.#waiting.keys()) clearTimeout(timer)
    this.#counts.dropped += this.#waiting.size
    this.#waiting.clear()
    await this.#idle()
  }

  #schedule(lane: string, item: Item, delay: number): void {
    const fire = () => {
      this.#waiting.delete(timer)
      this.#underWay += 1
      const before = this.#lanes.get(lane) ?? Promise.resolve()
      this.#lanes.set(
        lane,
        before.then(() => this.#deliver(item)),
      )
    }
    const timer = setTimeout(fire, delay)
    this.#waiting.set(timer, fire)
  }

  async #deliver(item: Item): Promise<void> {
    try {
      await this.#world.deliver(item)
      this.#counts.delivered += 1
    } catch (error) {
      this.#counts.failed += 1
      this.#world.onFailure(error)
    } finally {
      this.#underWay -= 1
    }
  }

  async #idle(): Promise<void> {
    await Promise.all(this.#lanes.values())
  }
}
