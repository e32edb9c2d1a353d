import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** A request as the upstream got it. */
export interface UpstreamRequest {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** An entry that somebody put on a bus, and who with which region. */
export interface PutEntry {
  readonly account: string
  readonly region: string
  readonly entry: {
    readonly EventBusName: string
    readonly Source: string
    readonly DetailType: string
    readonly Detail: string
    readonly Time: number
  }
}

/** A rule that the upstream answers with when it is asked for the rules of a bus. */
export interface UpstreamRule {
  readonly region: string
  readonly bus: string
  readonly name: string
  readonly source: string
  readonly target: string
}

/** What the gateway may ask EventBridge, in one. */
interface EventsInput {
  readonly Entries?: readonly PutEntry['entry'][]
  readonly EventBusName?: string
  readonly Rule?: string
  readonly EventPattern?: string
  readonly Event?: string
}

/** An HTTP server that stands where the emulator would: it answers as told and keeps the events put on its buses. */
export interface DummyUpstream {
  readonly url: URL
  readonly requests: UpstreamRequest[]
  readonly events: PutEntry[]
  rules: UpstreamRule[]
  answer: (request: UpstreamRequest, response: ServerResponse) => void
  close(): Promise<void>
}

export async function startDummyUpstream(): Promise<DummyUpstream> {
  const server = createServer((message, response) => {
    void buffer(message).then((body) => {
      const request = { method: message.method!, url: message.url!, headers: message.headers, body }
      if (isFromGateway(request)) return answerEvents(upstream, request, response)
      upstream.requests.push(request)
      return upstream.answer(request, response)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const upstream: DummyUpstream = {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    requests: [],
    events: [],
    rules: [],
    answer: (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
  return upstream
}

/** The gateway asks about buses with a signature of its own that nobody checks. */
function isFromGateway({ headers }: UpstreamRequest): boolean {
  return headers.authorization?.endsWith('Signature=0') ?? false
}

function answerEvents(
  upstream: DummyUpstream,
  { headers, body }: UpstreamRequest,
  response: ServerResponse,
): void {
  const [, account = '', region = ''] = /Credential=(\d+)\/\d+\/([^/]+)/.exec(headers.authorization!)!
  const input = JSON.parse(body.toString()) as EventsInput
  const result = eventsResult(upstream, String(headers['x-amz-target']), input, { account, region })
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(result))
}

function eventsResult(
  upstream: DummyUpstream,
  target: string,
  input: EventsInput,
  { account, region }: { readonly account: string; readonly region: string },
): object {
  const { Entries, EventBusName, Rule, EventPattern, Event } = input
  const rules = upstream.rules.filter((rule) => rule.region === region && rule.bus === EventBusName)
  switch (target) {
    case 'AWSEvents.PutEvents':
      for (const entry of Entries ?? []) upstream.events.push({ account, region, entry })
      return { FailedEntryCount: 0, Entries: [] }
    case 'AWSEvents.ListRules':
      return {
        Rules: rules.map(({ name, source }) => ({ Name: name, State: 'ENABLED', EventPattern: source })),
      }
    case 'AWSEvents.ListTargetsByRule':
      return { Targets: rules.filter(({ name }) => name === Rule).map(({ target }) => ({ Arn: target })) }
    default:
      return { Result: (JSON.parse(Event ?? '{}') as { source: string }).source === EventPattern }
  }
}
