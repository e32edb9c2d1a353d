import * as z from 'zod'
import type { Buses } from './buses.ts'
import type { Call } from './call.ts'
import type { Carrier } from './carrier.ts'
import { type DeliveryCounts, DeliveryOptions, openDeliveries } from './deliveries.ts'
import type { Random } from './random.ts'
import { type AnsweredCall, type BusEvent, trailEvent } from './trail-event.ts'

/** What CloudTrail's part is played with. */
export const TrailOptions = DeliveryOptions.extend({
  /** Whether calls are told of at all: on AWS, whether there is a trail. */
  enabled: z.boolean(),
  /** Whether read-only calls are told of as well; on AWS only to rules that ask for them. */
  readOnlyEvents: z.boolean(),
  /** Whether writes of key value stores are told of; on AWS they are data events, which a trail is asked for. */
  keyValueWrites: z.boolean(),
})
export type TrailOptions = z.infer<typeof TrailOptions>

/** Quick, and wicked enough to find who relies on order or on once. */
export const DEFAULT_TRAIL: TrailOptions = {
  enabled: true,
  readOnlyEvents: false,
  keyValueWrites: true,
  delayMs: 100,
  duplicateRate: 0.05,
  disorderRate: 0.1,
  disorderMs: 1000,
}

/** What became of the events so far; `carried` of them went on to a bus elsewhere. */
export type TrailCounts = DeliveryCounts & { readonly carried: number }

/** Plays CloudTrail: tells the default bus of the call's region of each management call. */
export interface Trail {
  /** Whether the call will be told of, so that its answer has to be kept. */
  tellsOf(call: Call): boolean
  tell(answered: AnsweredCall): void
  /** Sends an event that a caller put on a bus on to buses elsewhere. */
  carryOn(call: Call, input: AnsweredCall['input']): void
  set(options: TrailOptions): void
  options(): TrailOptions
  counts(): TrailCounts
  flush(): Promise<void>
  close(): Promise<void>
}

export interface TrailWorld {
  readonly buses: Buses
  readonly carrier: Carrier
  readonly random: Random
  readonly onFailure: (error: unknown) => void
}

/** One event on its way; `isPut`: it is on its bus already and only has to be carried on. */
interface Delivery {
  readonly bus: Parameters<Buses['put']>[0]
  readonly event: BusEvent
  readonly isPut: boolean
}

/** Opens the trail. */
export function openTrail(initial: TrailOptions, { buses, carrier, random, onFailure }: TrailWorld): Trail {
  let options = initial
  let carried = 0
  const deliver = async ({ bus, event, isPut }: Delivery) => {
    if (!isPut) await buses.put(bus, event)
    carried += await carrier.carry(bus, event)
  }
  const late = openDeliveries(mannersOf(initial), { deliver, onFailure, random })
  const prompt = openDeliveries(PROMPT, { deliver, onFailure, random })
  return {
    tellsOf: (call) => options.enabled && isChosen(call, options),
    tell: (answered) => {
      const { account, service, region } = answered.call
      const bus = { account, region: service.eventRegion ?? region, name: 'default' }
      late.add(`${bus.account}/${bus.region}`, { bus, event: trailEvent(answered), isPut: false })
    },
    carryOn: (call, input) => {
      for (const { bus, event } of carrier.putBy(call, input))
        prompt.add(`${bus.account}/${bus.region}`, { bus, event, isPut: true })
    },
    set: (replacement) => {
      options = replacement
      late.set(mannersOf(replacement))
    },
    options: () => options,
    counts: () => ({ ...late.counts(), pending: late.counts().pending + prompt.counts().pending, carried }),
    flush: async () => {
      await Promise.all([late.flush(), prompt.flush()])
    },
    close: async () => {
      await Promise.all([late.close(), prompt.flush()])
    },
  }
}

/** What the selectors of a trail decide. Lists of keys are not told of in any case. */
function isChosen(
  { kind, service, operation }: Call,
  { readOnlyEvents, keyValueWrites }: TrailOptions,
): boolean {
  if (kind !== 'data') return kind === 'write' || readOnlyEvents
  return (
    keyValueWrites && service.iamPrefix === 'cloudfront-keyvaluestore' && !/^(?:Get|List)/.test(operation)
  )
}

/** EventBridge itself forwards at once, in order; only CloudTrail dawdles. */
const PROMPT: DeliveryOptions = { delayMs: 0, duplicateRate: 0, disorderRate: 0, disorderMs: 0 }

function mannersOf({ delayMs, duplicateRate, disorderRate, disorderMs }: TrailOptions): DeliveryOptions {
  return { delayMs, duplicateRate, disorderRate, disorderMs }
}
