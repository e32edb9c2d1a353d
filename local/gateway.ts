import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openAccountRegions } from './gateway/account-regions.ts'
import { emulatorBuses } from './gateway/buses.ts'
import { openCarrier } from './gateway/carrier.ts'
import { answerControl } from './gateway/control.ts'
import type { Fault } from './gateway/faults.ts'
import { openFaults } from './gateway/faults.ts'
import { openQuotas, type Quota } from './gateway/quotas.ts'
import { seededRandom } from './gateway/random.ts'
import type { Defaults } from './gateway/recognise.ts'
import { openRecorder, type RecordedCall, type RecorderOptions } from './gateway/recorder.ts'
import { openReception, type Reception } from './gateway/reception.ts'
import { CONTROL_PATH, type GatewayControl } from './gateway/settings.ts'
import { DEFAULT_TRAIL, openTrail, TrailOptions } from './gateway/trail.ts'
import { openUpstream } from './gateway/upstream.ts'

/** Told of what goes wrong in the gateway itself. Facts hold no body and no credential. */
export type GatewayLog = (message: string, facts: Readonly<Record<string, unknown>>) => void

export interface GatewayOptions {
  readonly trail: Partial<TrailOptions>
  readonly recorder: RecorderOptions
  readonly quotas: readonly Quota[]
  readonly faults: readonly Fault[]
  /** Regions that the account has enabled; `null`: all that the emulator has. */
  readonly regions: readonly string[] | null
  /** Seed of all that is left to chance. */
  readonly seed: number
  /** What the emulator takes where a request names no account or region. */
  readonly defaults: Defaults
  /** Milliseconds, from any beginning, that the quotas are measured with. */
  readonly quotaClock: () => number
}

export interface GatewayStart {
  /** The emulator. */
  readonly target: URL
  /** Port on 127.0.0.1; a free one when not given. */
  readonly port?: number
  readonly log?: GatewayLog
  readonly options?: Partial<GatewayOptions>
}

/** The gateway, listening. */
export interface Gateway extends GatewayControl {
  /** Its address without a slash at the end: `http://127.0.0.1:4566`. */
  readonly url: string
  /** Calls `listener` for each call as it ends. @returns what takes it away again */
  onCall(listener: (call: RecordedCall) => void): () => void
  /** Stops listening, ends all connections, drops the events that are still to come, and counts them. */
  close(): Promise<void>
}

const DEFAULTS: GatewayOptions = {
  trail: {},
  recorder: { capacity: 100_000 },
  quotas: [],
  faults: [],
  regions: null,
  seed: 1,
  defaults: { account: '000000000000', region: 'us-east-1' },
  quotaClock: () => performance.now(),
}

/**
 * Starts a reverse proxy before the emulator that does of AWS what the emulator does not: CloudTrail's events,
 * buses of other regions, quotas, failures, and a record of who called what.
 */
export async function startGateway({
  target,
  port = 0,
  log = () => undefined,
  options = {},
}: GatewayStart): Promise<Gateway> {
  const settings = { ...DEFAULTS, ...options }
  const upstream = openUpstream(target)
  const closing = new AbortController()
  const { control, reception, finish } = assemble(settings, target, log, {
    upstream,
    closing: closing.signal,
  })
  const server = createServer((message, response) => {
    const answered = message.url?.startsWith(CONTROL_PATH)
      ? answerControl(control, message, response)
      : reception.receive(message, response)
    answered.catch((error: unknown) => giveUp(message, response, error, log))
  })
  const url = await listen(server, port)
  return {
    ...control,
    url,
    onCall: (listener) => reception.onCall(listener),
    close: async () => {
      closing.abort()
      await shut(server)
      await finish()
      upstream.close()
    },
  }
}

interface Wiring {
  readonly upstream: ReturnType<typeof openUpstream>
  readonly closing: AbortSignal
}

interface Assembly {
  readonly control: GatewayControl
  readonly reception: Reception
  readonly finish: () => Promise<void>
}

function assemble(settings: GatewayOptions, target: URL, log: GatewayLog, wiring: Wiring): Assembly {
  const random = seededRandom(settings.seed)
  const recorder = openRecorder(settings.recorder)
  const faults = openFaults(settings.faults, seededRandom(settings.seed + 1))
  const quotas = openQuotas(settings.quotas, settings.quotaClock)
  const regions = openAccountRegions(settings.regions)
  const buses = emulatorBuses(target)
  const carrier = openCarrier(buses, Date.now)
  const onFailure = (error: unknown) => log('an event was not delivered', { error: String(error) })
  const trail = openTrail({ ...DEFAULT_TRAIL, ...settings.trail }, { buses, carrier, random, onFailure })
  const reception = openReception({
    ...wiring,
    faults,
    quotas,
    regions,
    recorder,
    trail,
    carrier,
    defaults: settings.defaults,
  })
  const control = controlOf({ recorder, reception, faults, quotas, regions, trail })
  const finish = async () => {
    await reception.settled()
    await trail.close()
    await recorder.close()
  }
  return { control, reception, finish }
}

interface Parts {
  readonly recorder: ReturnType<typeof openRecorder>
  readonly reception: Reception
  readonly faults: ReturnType<typeof openFaults>
  readonly quotas: ReturnType<typeof openQuotas>
  readonly regions: ReturnType<typeof openAccountRegions>
  readonly trail: ReturnType<typeof openTrail>
}

function controlOf({ recorder, reception, faults, quotas, regions, trail }: Parts): GatewayControl {
  return {
    calls: async () => {
      await reception.settled()
      return { calls: recorder.calls(), dropped: recorder.dropped() }
    },
    clearCalls: async () => recorder.clear(),
    setFaults: async (replacement) => faults.set(replacement),
    faults: async () => faults.states(),
    setQuotas: async (replacement) => quotas.set(replacement),
    quotas: async () => ({ quotas: quotas.get(), refused: quotas.refused() }),
    setRegions: async (replacement) => regions.set(replacement),
    regions: async () => ({ regions: regions.get() }),
    setTrail: async (change) => trail.set(TrailOptions.parse({ ...trail.options(), ...change })),
    trail: async () => ({ options: trail.options(), counts: trail.counts() }),
    flush: async () => {
      await reception.settled()
      await trail.flush()
    },
  }
}

async function listen(server: Server, port: number): Promise<string> {
  // A caller may take its time over an upload, and keeps idle connections longer than Node's 5 s.
  server.requestTimeout = 0
  server.keepAliveTimeout = 65_000
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function shut(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}

/** Nothing can be told to a caller whose answer has begun, or who is gone; everybody else gets a 502. */
function giveUp(message: IncomingMessage, response: ServerResponse, error: unknown, log: GatewayLog): void {
  if (message.socket.destroyed) return
  log('a request failed in the gateway', { method: message.method, error: String(error) })
  if (response.headersSent) response.destroy()
  else response.writeHead(502, { 'content-type': 'text/plain' }).end(`the gateway failed: ${String(error)}\n`)
}
