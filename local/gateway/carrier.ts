import * as z from 'zod'
import type { Call } from './call.ts'
import type { CallInput } from './call-input.ts'
import { type BusAddress, type Buses, busOfArn, type ForeignRoute } from './buses.ts'
import type { BusEvent } from './trail-event.ts'

/** Carries events to buses of other regions and accounts, which the emulator does not. */
export interface Carrier {
  /** Sends an event that is on `bus` on to every bus elsewhere that a rule names. @returns how many */
  carry(bus: BusAddress, event: BusEvent): Promise<number>
  /** The events that a call put on a bus, and on which. */
  putBy(call: Call, input: CallInput): readonly { readonly bus: BusAddress; readonly event: BusEvent }[]
  /** Forgets the rules that it knows when a call may have changed them. */
  notice(call: Call): void
}

/** Milliseconds for which the rules of a bus are believed: CloudFormation changes them where no call is seen. */
const BELIEVED = 1000
const CHANGES_RULES = /^(?:Put|Delete|Remove|Enable|Disable)/

const Entry = z.object({
  Source: z.string(),
  DetailType: z.string(),
  Detail: z.string(),
  EventBusName: z.string().default('default'),
  Resources: z.array(z.string()).default([]),
  Time: z.number().optional(),
})

/** @param now milliseconds since 1970 */
export function openCarrier(buses: Buses, now: () => number): Carrier {
  const known = new Map<
    string,
    { readonly until: number; readonly routes: Promise<readonly ForeignRoute[]> }
  >()
  const routesOf = (bus: BusAddress) => {
    const key = `${bus.account}/${bus.region}/${bus.name}`
    const found = known.get(key)
    if (found !== undefined && found.until > now()) return found.routes
    const routes = buses.foreignRoutes(bus).catch((error: unknown) => {
      known.delete(key)
      throw error
    })
    known.set(key, { until: now() + BELIEVED, routes })
    return routes
  }
  return {
    carry: async (bus, event) => {
      const matching = await Promise.all(
        (await routesOf(bus)).map(async ({ pattern, to }) =>
          (await buses.matches(pattern, bus, event)) ? [to] : [],
        ),
      )
      const destinations = matching.flat()
      for (const to of destinations) await buses.put(to, event)
      return destinations.length
    },
    putBy: (call, input) => (isPutEvents(call) ? eventsIn(call, input, now()) : []),
    notice: ({ service, operation }) => {
      const changes =
        service.iamPrefix === 'events' && CHANGES_RULES.test(operation) && operation !== 'PutEvents'
      if (changes || service.iamPrefix === 'cloudformation') known.clear()
    },
  }
}

function isPutEvents({ service, operation }: Call): boolean {
  return service.iamPrefix === 'events' && operation === 'PutEvents'
}

function eventsIn(call: Call, input: CallInput, now: number): ReturnType<Carrier['putBy']> {
  const entries = Array.isArray(input['Entries']) ? input['Entries'] : []
  return entries.flatMap((entry) => {
    const parsed = Entry.safeParse(entry)
    return parsed.success ? eventOf(call, parsed.data, now) : []
  })
}

/** An entry that EventBridge would refuse is the emulator's to refuse; there is nothing to carry then. */
function eventOf(
  { account, region }: Call,
  entry: z.infer<typeof Entry>,
  now: number,
): ReturnType<Carrier['putBy']> {
  const detail = parseDetail(entry.Detail)
  const bus = busOfArn(entry.EventBusName) ?? { account, region, name: entry.EventBusName }
  const time = new Date(entry.Time === undefined ? now : entry.Time * 1000).toISOString()
  const { Source: source, DetailType: detailType, Resources: resources } = entry
  return detail.success ? [{ bus, event: { source, detailType, resources, detail: detail.data, time } }] : []
}

const Detail = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text)
    } catch {
      context.addIssue({ code: 'custom', message: 'not JSON' })
      return z.NEVER
    }
  })
  .pipe(z.record(z.string(), z.unknown()))

function parseDetail(text: string): z.ZodSafeParseResult<Record<string, unknown>> {
  return Detail.safeParse(text)
}
