import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { relayAnswer, watched } from './answer-stream.ts'
import type { AccountRegions } from './account-regions.ts'
import { tapFor } from './body-tap.ts'
import {
  type Answer,
  accessDeniedError,
  errorAnswer,
  type ServiceError,
  serverError,
  throttleError,
} from './error-answer.ts'
import type { Call } from './call.ts'
import type { Fault, Faults } from './faults.ts'
import type { SeenAnswer } from './outcome.ts'
import type { Quotas } from './quotas.ts'
import type { RecordedCall } from './recorder.ts'
import { answerOfUnused } from './unused-services.ts'
import type { Upstream } from './upstream.ts'

/** One request of a recognised call, on its way. */
export interface Exchange {
  readonly call: Call
  readonly message: IncomingMessage
  readonly response: ServerResponse
  /** The body when it had to be read to recognise the call. */
  readonly form: Buffer | undefined
  /** Whether the answer's body will be wanted. */
  readonly keepsAnswer: boolean
}

/** How an exchange ended. */
export interface Ending {
  readonly by: RecordedCall['by']
  readonly requestBody: Buffer | undefined
  /** `undefined` when the service never saw the call. */
  readonly answer: SeenAnswer | undefined
  /** Whether the caller got the whole answer. */
  readonly delivered: boolean
}

export interface ExchangeWorld {
  readonly upstream: Upstream
  readonly faults: Faults
  readonly quotas: Quotas
  readonly regions: AccountRegions
  /** Aborted when the gateway closes. */
  readonly closing: AbortSignal
  /** Told when the answer begins: from here on the caller may believe that the call is over. */
  readonly onAnswer: () => void
}

/** Passes a call on, or answers it with a fault or a quota's refusal in the protocol of its service. */
export async function exchange(one: Exchange, world: ExchangeWorld): Promise<Ending> {
  const fault = world.faults.strike(one.call)
  if (fault?.kind === 'delay') await sleep(fault.ms, undefined, { signal: world.closing })
  const error = fault && errorOf(fault, one.call)
  if (error !== undefined) return refuse(one, error, 'fault', world)
  if (fault?.kind === 'no-answer') return giveNoAnswer(one, fault.ms, world)
  if (fault?.kind === 'cut') return cutNow(one)
  if (!world.quotas.take(one.call)) return refuse(one, throttleError(one.call), 'quota', world)
  const answer = world.regions.answer(one.call, one.form) ?? answerOfUnused(one.call)
  if (answer !== undefined) return answerOurselves(one, answer, 'gateway', world)
  return passOn(one, fault, world)
}

function errorOf(fault: Fault, call: Call): ServiceError | undefined {
  switch (fault.kind) {
    case 'throttle':
      return throttleError(call)
    case 'access-denied':
      return accessDeniedError(call)
    case 'server-error':
      return serverError(call)
    case 'error':
      return { code: fault.code, status: fault.status, message: 'Injected by the gateway.' }
    default:
      return undefined
  }
}

async function passOn(one: Exchange, fault: Fault | undefined, world: ExchangeWorld): Promise<Ending> {
  const { call, message, response } = one
  const requestTap = one.form === undefined ? tapOf(call) : undefined
  const body = requestTap ? Readable.from(watched(message, requestTap.write)) : message
  const answer = await world.upstream.send(message, one.form ?? body, callerGone(response))
  const by = fault === undefined ? 'emulator' : 'fault'
  const headers = flatHeaders(answer.headers)
  const keeps = one.keepsAnswer || (answer.statusCode ?? 0) >= 400
  const answerTap = keeps ? tapFor({ ...call.head, headers: answer.headers }) : undefined
  const ending = (delivered: boolean): Ending => ({
    by,
    requestBody: one.form ?? requestTap?.bytes(),
    answer: { status: answer.statusCode ?? 0, headers, body: answerTap?.bytes() },
    delivered,
  })
  world.onAnswer()
  if (fault?.kind === 'lose-answer') {
    for await (const piece of answer) answerTap?.write(piece as Buffer)
    message.socket.destroy()
    return ending(false)
  }
  return ending(await isDelivered(relayAnswer(answer, response, answerTap?.write, fault), response))
}

/** A caller that hangs up, or an emulator that breaks off, leaves a call that was made all the same. */
async function isDelivered(relayed: Promise<boolean>, response: ServerResponse): Promise<boolean> {
  try {
    return await relayed
  } catch (error) {
    if (!response.destroyed) throw error
    return false
  }
}

/** Payloads of data events are the caller's own and hold no parameters; objects of S3 may be very large. */
function tapOf(call: Call): ReturnType<typeof tapFor> {
  const payload = call.kind === 'data' && /^(?:s3|lambda|code-storage)/.test(call.service.iamPrefix)
  return payload ? undefined : tapFor(call.head)
}

/** Aborted when the caller hangs up before it has its answer. */
export function callerGone(response: ServerResponse): AbortSignal {
  const gone = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) gone.abort()
  })
  return gone.signal
}

function refuse(one: Exchange, error: ServiceError, by: Ending['by'], world: ExchangeWorld): Promise<Ending> {
  return answerOurselves(one, errorAnswer(one.call, error, randomUUID()), by, world)
}

/** The body is read to its end first: a caller that is still sending would take the answer for a cut. */
async function answerOurselves(
  one: Exchange,
  answer: Answer,
  by: Ending['by'],
  world: ExchangeWorld,
): Promise<Ending> {
  const requestBody = one.form ?? (await drain(one))
  world.onAnswer()
  await sendAnswer(one.response, answer)
  return { by, requestBody, answer, delivered: true }
}

async function drain({ call, message }: Exchange): Promise<Buffer | undefined> {
  const tap = tapOf(call)
  for await (const piece of message) tap?.write(piece as Buffer)
  return tap?.bytes()
}

/** Sends an answer that is complete. */
export function sendAnswer(response: ServerResponse, { status, headers, body }: Answer): Promise<void> {
  return new Promise((resolve) => {
    response.once('close', resolve)
    response.writeHead(status, headers).end(body, resolve)
  })
}

async function giveNoAnswer(
  one: Exchange,
  ms: number | undefined,
  { closing }: ExchangeWorld,
): Promise<Ending> {
  const gone = callerGone(one.response)
  const until = [gone, closing, ...(ms === undefined ? [] : [AbortSignal.timeout(ms)])]
  one.message.resume()
  await new Promise((resolve) => {
    AbortSignal.any(until).addEventListener('abort', resolve, { once: true })
  })
  return cutNow(one)
}

function cutNow({ message }: Exchange): Ending {
  message.socket.destroy()
  return { by: 'fault', requestBody: undefined, answer: undefined, delivered: false }
}

function flatHeaders(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )
}
