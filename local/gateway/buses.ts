import * as z from 'zod'
import type { BusEvent } from './trail-event.ts'

/** One event bus. */
export interface BusAddress {
  readonly account: string
  readonly region: string
  readonly name: string
}

/** A rule of one bus that sends to a bus of another region or account. */
export interface ForeignRoute {
  readonly pattern: string
  readonly to: BusAddress
}

/** The emulator's event buses. */
export interface Buses {
  /** Puts an event on a bus. @throws Error when the emulator refuses it */
  put(bus: BusAddress, event: BusEvent): Promise<void>
  /** Enabled rules of the bus whose targets are buses elsewhere. */
  foreignRoutes(bus: BusAddress): Promise<readonly ForeignRoute[]>
  /** Whether a rule's pattern matches an event of that bus; the emulator's own matcher decides. */
  matches(pattern: string, bus: BusAddress, event: BusEvent): Promise<boolean>
}

const PutAnswer = z.object({ FailedEntryCount: z.number() })
const TestAnswer = z.object({ Result: z.boolean() })
const RulesAnswer = z.object({
  Rules: z.array(z.object({ Name: z.string(), State: z.string(), EventPattern: z.string().optional() })),
  NextToken: z.string().nullish(),
})
const TargetsAnswer = z.object({
  Targets: z.array(z.object({ Arn: z.string() })),
  NextToken: z.string().nullish(),
})

/** @param target the emulator; asked directly, so that the gateway's own calls are neither recorded nor told of */
export function emulatorBuses(target: URL): Buses {
  const ask = (bus: BusAddress, action: string, input: object) => askEvents(target, bus, action, input)
  return {
    put: async (bus, event) => {
      const { FailedEntryCount } = PutAnswer.parse(
        await ask(bus, 'PutEvents', { Entries: [entryOf(bus, event)] }),
      )
      if (FailedEntryCount > 0) throw new Error(`event bus ${bus.region}/${bus.name} refused an event`)
    },
    matches: async (pattern, bus, event) => {
      const input = { EventPattern: pattern, Event: JSON.stringify(envelope(bus, event)) }
      return TestAnswer.parse(await ask(bus, 'TestEventPattern', input)).Result
    },
    foreignRoutes: async (bus) => {
      const routes: ForeignRoute[] = []
      for await (const { Name, EventPattern } of rulesOf(ask, bus))
        for await (const arn of targetsOf(ask, bus, Name)) {
          const to = busOfArn(arn)
          if (to !== undefined && isElsewhere(bus, to)) routes.push({ pattern: EventPattern, to })
        }
      return routes
    },
  }
}

type Ask = (bus: BusAddress, action: string, input: object) => Promise<unknown>

async function* rulesOf(ask: Ask, bus: BusAddress): AsyncGenerator<{ Name: string; EventPattern: string }> {
  let NextToken: string | undefined
  do {
    const page = RulesAnswer.parse(await ask(bus, 'ListRules', { EventBusName: bus.name, NextToken }))
    for (const { Name, State, EventPattern } of page.Rules)
      if (State !== 'DISABLED' && EventPattern) yield { Name, EventPattern }
    NextToken = page.NextToken ?? undefined
  } while (NextToken !== undefined)
}

async function* targetsOf(ask: Ask, bus: BusAddress, Rule: string): AsyncGenerator<string> {
  let NextToken: string | undefined
  do {
    const input = { Rule, EventBusName: bus.name, NextToken }
    const page = TargetsAnswer.parse(await ask(bus, 'ListTargetsByRule', input))
    for (const { Arn } of page.Targets) yield Arn
    NextToken = page.NextToken ?? undefined
  } while (NextToken !== undefined)
}

/** @returns `undefined` for the ARN of anything but a bus */
export function busOfArn(arn: string): BusAddress | undefined {
  const [, region, account, name] = /^arn:[^:]+:events:([^:]+):(\d{12}):event-bus\/(.+)$/.exec(arn) ?? []
  return region && account && name ? { account, region, name } : undefined
}

function isElsewhere(from: BusAddress, to: BusAddress): boolean {
  return from.region !== to.region || from.account !== to.account
}

function entryOf({ name }: BusAddress, event: BusEvent): object {
  return {
    EventBusName: name,
    Source: event.source,
    DetailType: event.detailType,
    Detail: JSON.stringify(event.detail),
    Resources: event.resources,
    Time: Date.parse(event.time) / 1000,
  }
}

function envelope({ account, region }: BusAddress, event: BusEvent): object {
  const { source, time, resources, detail } = event
  return {
    version: '0',
    id: '',
    'detail-type': event.detailType,
    source,
    account,
    time,
    region,
    resources,
    detail,
  }
}

/** The emulator reads account and region from the credential scope, and does not look at the signature. */
async function askEvents(target: URL, bus: BusAddress, action: string, input: object): Promise<unknown> {
  const scope = `${bus.account}/20000101/${bus.region}/events/aws4_request`
  const answer = await fetch(target, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSEvents.${action}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(input),
  })
  if (!answer.ok) throw new Error(`events:${action} of the emulator answered ${answer.status}`)
  return answer.json()
}
