import { constants } from 'node:os'

/** A signal that asks the process to end, for commands that can stop in good order. */
export interface Interruption {
  /** From now on the first signal only aborts what is returned; a second one ends the process. */
  readonly claim: () => AbortSignal
}

/** The process, as far as it is interrupted. */
interface Interrupted {
  readonly on: (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', listener: () => void) => unknown
  readonly exit: (code: number) => void
}

/** Ends the process at a signal, with 128 and its number, unless a command has claimed the first one. */
export function endAtSignals(process: Interrupted): Interruption {
  const stop = new AbortController()
  let claimed = false
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!claimed || stop.signal.aborted) process.exit(128 + constants.signals[signal])
      stop.abort()
    })
  }
  return {
    claim() {
      claimed = true
      return stop.signal
    },
  }
}
