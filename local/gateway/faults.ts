import * as z from 'zod'
import type { Call } from './call.ts'
import type { Random } from './random.ts'
import { header } from './request-head.ts'

/** Which calls a fault strikes; every member narrows. */
const Match = z.strictObject({
  /** IAM prefix: `lambda`, `s3`, `states`; `code-storage` for downloads from `Code.Location`. */
  service: z.string().optional(),
  operation: z.string().optional(),
  /** `AWS_SDK_UA_APP_ID` of the caller. */
  app: z.string().optional(),
  region: z.string().optional(),
  /** A text that the path of the request holds, decoded: a function's name, a bucket, a key. */
  path: z.string().optional(),
})

const When = {
  match: Match,
  /** Matching calls that are let through first. */
  skip: z.int().nonnegative().optional(),
  /** Calls that are struck; without it all. */
  count: z.int().positive().optional(),
  /** Chance that a matching call is struck, 0 to 1. */
  probability: z.number().min(0).max(1).optional(),
}

/** A fault: what happens, and to which calls. */
export const Fault = z.discriminatedUnion('kind', [
  /** The service asks to be called less often. */
  z.strictObject({ kind: z.literal('throttle'), ...When }),
  z.strictObject({ kind: z.literal('access-denied'), ...When }),
  /** The service fails with a 5xx. */
  z.strictObject({ kind: z.literal('server-error'), ...When }),
  /** The service answers with an error of this code. */
  z.strictObject({ kind: z.literal('error'), code: z.string(), status: z.int().min(400).max(599), ...When }),
  /** Nothing comes back; after `ms`, when given, the connection is cut. */
  z.strictObject({ kind: z.literal('no-answer'), ms: z.number().positive().optional(), ...When }),
  /** The connection is cut before the service sees the call. */
  z.strictObject({ kind: z.literal('cut'), ...When }),
  /** The service does what it is asked to, and the connection is cut before its answer. */
  z.strictObject({ kind: z.literal('lose-answer'), ...When }),
  /** The connection is cut after `bytes` of the answer's body; half of it when not given. */
  z.strictObject({ kind: z.literal('cut-body'), bytes: z.int().nonnegative().optional(), ...When }),
  /** The call is held back by `ms`. */
  z.strictObject({ kind: z.literal('delay'), ms: z.number().positive(), ...When }),
  /** The answer's body trickles. */
  z.strictObject({ kind: z.literal('slow-body'), bytesPerSecond: z.number().positive(), ...When }),
  /**
   * The answer's body ends after `bytes`, half of it when not given, as if it were all: with a length that says
   * so, or (`honestLength: false`) with the length of the whole.
   */
  z.strictObject({
    kind: z.literal('truncate'),
    bytes: z.int().nonnegative().optional(),
    honestLength: z.boolean().optional(),
    ...When,
  }),
])
export type Fault = z.infer<typeof Fault>

/** A fault and how often it struck. */
export interface FaultState {
  readonly fault: Fault
  readonly struck: number
}

/** Decides which calls fail. */
export interface Faults {
  /** The fault that strikes this call, if any; it counts as struck. */
  strike(call: Call): Fault | undefined
  /** Replaces all faults. */
  set(faults: readonly Fault[]): void
  states(): readonly FaultState[]
}

interface Armed {
  readonly fault: Fault
  matched: number
  struck: number
}

/** @param random decides where a fault has a probability */
export function openFaults(initial: readonly Fault[], random: Random): Faults {
  let armed = initial.map(arm)
  return {
    strike: (call) => armed.find((one) => strikes(one, call, random))?.fault,
    set: (faults) => {
      armed = faults.map(arm)
    },
    states: () => armed.map(({ fault, struck }) => ({ fault, struck })),
  }
}

function arm(fault: Fault): Armed {
  return { fault, matched: 0, struck: 0 }
}

function strikes(armed: Armed, call: Call, random: Random): boolean {
  const { match, skip = 0, count = Infinity, probability = 1 } = armed.fault
  if (!matches(match, call)) return false
  armed.matched += 1
  if (armed.matched <= skip || armed.struck >= count) return false
  if (probability < 1 && random() >= probability) return false
  armed.struck += 1
  return true
}

function matches({ service, operation, app, region, path }: z.infer<typeof Match>, call: Call): boolean {
  return (
    (service === undefined || service === call.service.iamPrefix) &&
    (operation === undefined || operation === call.operation) &&
    (app === undefined || app === call.app) &&
    (region === undefined || region === call.region) &&
    (path === undefined || pathOf(call).includes(path))
  )
}

function pathOf({ head, labels }: Call): string {
  return [header(head.headers, 'host'), head.path, ...Object.values(labels)].join(' ')
}
