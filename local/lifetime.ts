import { constants } from 'node:os'

type Cleanup = () => Promise<void>

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * What must be stopped when the program ends, in whatever way it ends. A signal stops everything in order and then
 * ends the process; a second one ends it at once (the emulator notices and follows).
 */
export class Lifetime {
  readonly #cleanups: Cleanup[] = []
  #onSignal: (signal: NodeJS.Signals) => void

  /** @param onSignal told that a signal came, and what becomes the exit code */
  constructor(onSignal: (signal: NodeJS.Signals, exitCode: number) => void) {
    let ending = false
    this.#onSignal = (signal) => {
      const exitCode = 128 + constants.signals[signal]
      if (ending) process.exit(exitCode)
      ending = true
      onSignal(signal, exitCode)
      void this.end().finally(() => process.exit())
    }
    for (const signal of SIGNALS) process.on(signal, this.#onSignal)
  }

  /** Registers what stops a thing that was just started. */
  add(cleanup: Cleanup): void {
    this.#cleanups.push(cleanup)
  }

  /** Stops everything, newest first. One that fails does not keep the others running; its error is thrown at the end. */
  async end(): Promise<void> {
    const errors: unknown[] = []
    for (let cleanup = this.#cleanups.pop(); cleanup; cleanup = this.#cleanups.pop()) {
      await cleanup().catch((error: unknown) => errors.push(error))
    }
    for (const signal of SIGNALS) process.off(signal, this.#onSignal)
    if (errors.length > 0) throw new AggregateError(errors, 'Not everything could be stopped in order.')
  }
}
