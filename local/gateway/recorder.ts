import { appendFile } from 'node:fs/promises'
import type { CallKind } from './call.ts'

/** One call that went through the gateway. Never a body, a signature or a credential. */
export interface RecordedCall {
  /** ISO 8601, when the request arrived. */
  readonly at: string
  /** `AWS_SDK_UA_APP_ID` of the caller: the Lambda function that called; missing for everybody else. */
  readonly app: string | undefined
  readonly account: string
  readonly region: string
  /** Prefix of the service in IAM policies. */
  readonly service: string
  readonly operation: string
  readonly kind: CallKind
  readonly resources: Readonly<Record<string, string>>
  /** HTTP status; 0 when the caller got no answer. */
  readonly status: number
  readonly errorCode: string | undefined
  /** From the arrival of the request to the end of the answer, in milliseconds. */
  readonly ms: number
  /** Who answered: the emulator, or the gateway by itself, with a fault or a quota. */
  readonly by: 'emulator' | 'gateway' | 'fault' | 'quota'
}

export interface RecorderOptions {
  /** Calls that are kept in memory; older ones are dropped, and counted. */
  readonly capacity: number
  /** File that every call is appended to, one JSON object a line. */
  readonly file?: string
}

/** Who called what. */
export interface Recorder {
  add(call: RecordedCall): void
  /** The kept calls, oldest first. */
  calls(): readonly RecordedCall[]
  /** Calls that were recorded and are no longer kept. */
  dropped(): number
  clear(): void
  /** Waits for the file. @throws when a line could not be written */
  close(): Promise<void>
}

/** @returns a recorder that keeps the last calls in memory and, when asked, all of them in a file */
export function openRecorder({ capacity, file }: RecorderOptions): Recorder {
  let ring: RecordedCall[] = []
  let added = 0
  let written: Promise<void> = Promise.resolve()
  return {
    add: (call) => {
      ring[added % capacity] = call
      added += 1
      if (file === undefined) return
      written = written.then(() => appendFile(file, `${JSON.stringify(call)}\n`))
      // The failure stays in the chain and comes out of close(); here it only must not end the process.
      written.catch(() => undefined)
    },
    calls: () => [...ring.slice(added % capacity), ...ring.slice(0, added % capacity)],
    dropped: () => added - ring.length,
    clear: () => {
      ring = []
      added = 0
    },
    close: () => written,
  }
}
