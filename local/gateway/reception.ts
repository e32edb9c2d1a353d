import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { relayAnswer } from './answer-stream.ts'
import type { Call } from './call.ts'
import { type CallInput, callInput } from './call-input.ts'
import type { Carrier } from './carrier.ts'
import {
  callerGone,
  type Ending,
  type Exchange,
  exchange,
  type ExchangeWorld,
  sendAnswer,
} from './exchange.ts'
import { bareOutcome, type Outcome, readOutcome } from './outcome.ts'
import { type Defaults, recognise } from './recognise.ts'
import type { Recorder, RecordedCall } from './recorder.ts'
import { requestHead, type RequestHead } from './request-head.ts'
import { resourceHints } from './resources.ts'
import type { Trail } from './trail.ts'

/** Takes requests in: recognises, passes on, and sees to it that those who watch are told. */
export interface Reception {
  receive(message: IncomingMessage, response: ServerResponse): Promise<void>
  onCall(listener: (call: RecordedCall) => void): () => void
  /** Waits until everything is told of the calls whose answers have begun. */
  settled(): Promise<void>
}

export interface ReceptionWorld extends Omit<ExchangeWorld, 'onAnswer'> {
  readonly recorder: Recorder
  readonly trail: Trail
  readonly carrier: Carrier
  readonly defaults: Defaults
}

/** The largest form of a query protocol; it is held in memory, because it names the operation. */
const LARGEST_FORM = 16 * 1024 * 1024

/** One recognised request, from its arrival. */
interface Arrival {
  readonly call: Call
  readonly at: Date
  readonly since: number
}

/** Opens the reception. */
export function openReception(world: ReceptionWorld): Reception {
  const listeners = new Set<(call: RecordedCall) => void>()
  const answering = new Set<Promise<void>>()
  const handle = async (arrival: Arrival, one: Exchange) => {
    const done = Promise.withResolvers<void>()
    const onAnswer = () => answering.add(done.promise)
    try {
      const recorded = await conduct(arrival, one, { ...world, onAnswer })
      for (const listener of listeners) listener(recorded)
    } finally {
      answering.delete(done.promise)
      done.resolve()
    }
  }
  return {
    receive: async (message, response) => {
      const since = { at: new Date(), since: performance.now() }
      const head = requestHead(message.method ?? 'GET', message.url ?? '/', message.headers)
      const form = isForm(head) ? await readForm(message) : undefined
      if (form === 'too large') return refuseForm(response)
      const call = recognise(head, form && new URLSearchParams(form.toString()), world.defaults)
      if (call === undefined) return passUnread(message, response, form, world)
      return handle(
        { call, ...since },
        { call, message, response, form, keepsAnswer: world.trail.tellsOf(call) },
      )
    },
    onCall: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    settled: async () => {
      await Promise.all(answering)
    },
  }
}

type ConductWorld = ReceptionWorld & Pick<ExchangeWorld, 'onAnswer'>

/** Lets the exchange happen and tells recorder and trail of it. A call that fails in the gateway is recorded too. */
async function conduct(arrival: Arrival, one: Exchange, world: ConductWorld): Promise<RecordedCall> {
  const ending = await exchange(one, world).catch((error: unknown) => {
    world.recorder.add(recordOf(arrival, { input: {}, outcome: LOST }, { by: 'emulator', delivered: false }))
    throw error
  })
  const seen = await see(arrival, ending, world)
  const recorded = recordOf(arrival, seen, ending)
  world.recorder.add(recorded)
  tell(arrival, seen, ending, world)
  return recorded
}

/** What was read of a call after it ended. */
interface Seen {
  readonly input: CallInput
  readonly outcome: Outcome
}

/** Nobody got an answer. */
const LOST: Outcome = { status: 0, error: undefined, output: undefined }

async function see(
  { call }: Arrival,
  { requestBody, answer }: Ending,
  { trail }: ReceptionWorld,
): Promise<Seen> {
  const input = callInput(call, requestBody)
  if (answer === undefined) return { input, outcome: LOST }
  const reads = trail.tellsOf(call) || answer.status >= 400
  return {
    input,
    outcome: reads ? await readOutcome(call, answer) : bareOutcome(answer.status, answer.headers),
  }
}

function recordOf(
  { call, at, since }: Arrival,
  { input, outcome }: Seen,
  { by, delivered }: Pick<Ending, 'by' | 'delivered'>,
): RecordedCall {
  return {
    at: at.toISOString(),
    app: call.app,
    account: call.account,
    region: call.region,
    service: call.service.iamPrefix,
    operation: call.operation,
    kind: call.kind,
    resources: resourceHints({ ...input, ...call.labels }),
    status: delivered ? outcome.status : 0,
    errorCode: outcome.error?.code,
    ms: Math.round((performance.now() - since) * 100) / 100,
    by,
  }
}

/** The trail is told of what the service saw, whether or not the caller got the answer. */
function tell(
  { call, at }: Arrival,
  { input, outcome }: Seen,
  { answer }: Ending,
  world: ReceptionWorld,
): void {
  if (answer === undefined) return
  world.carrier.notice(call)
  const requestId = answer.headers['x-amzn-requestid'] ?? randomUUID()
  if (world.trail.tellsOf(call))
    world.trail.tell({ call, input, outcome, at, requestId, eventId: randomUUID() })
  if (outcome.status < 300) world.trail.carryOn(call, input)
}

function isForm({ method, headers }: RequestHead): boolean {
  return method === 'POST' && /form-urlencoded/.test(headers['content-type'] ?? '')
}

async function readForm(message: IncomingMessage): Promise<Buffer | 'too large'> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of message as AsyncIterable<Buffer>) {
    size += piece.length
    if (size <= LARGEST_FORM) pieces.push(piece)
  }
  return size <= LARGEST_FORM ? Buffer.concat(pieces) : 'too large'
}

function refuseForm(response: ServerResponse): Promise<void> {
  const body = Buffer.from(`a form of more than ${LARGEST_FORM} bytes\n`)
  return sendAnswer(response, { status: 413, headers: { 'content-type': 'text/plain' }, body })
}

/** What is not an API call goes through as it is, unrecorded. */
async function passUnread(
  message: IncomingMessage,
  response: ServerResponse,
  form: Buffer | undefined,
  { upstream }: ReceptionWorld,
): Promise<void> {
  const answer = await upstream.send(message, form ?? message, callerGone(response))
  await relayAnswer(answer, response, undefined, undefined)
}
