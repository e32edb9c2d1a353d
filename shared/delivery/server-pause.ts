import type { Clock } from '../ports/runtime.ts'

/**
 * Milliseconds that a pause may last. SQS keeps a message invisible for twelve hours from when it was received, and refuses
 * what ends later (API reference, ChangeMessageVisibility): of these the invocation has used some by then.
 */
export const LONGEST_PAUSE = 11 * 3_600_000

/** A pause: why, and the milliseconds that are left of it. */
export interface Pause {
  readonly error: unknown
  readonly wait: number
}

/** A pause that a server asked for. Kept as long as the container lives: the next batch does not break it either. */
export interface ServerPause {
  keep(pause: Pause): void
  /** What is left of it; `undefined` when the server may be asked again. */
  rest(): Pause | undefined
}

/** Keeps the last pause that was asked for; none is longer than what goes back to the queue can wait. */
export function serverPause(clock: Pick<Clock, 'now'>): ServerPause {
  let asked: { readonly error: unknown; readonly until: number } | undefined
  return {
    keep({ error, wait }) {
      asked = { error, until: clock.now().getTime() + Math.min(wait, LONGEST_PAUSE) }
    },
    rest() {
      const wait = (asked?.until ?? 0) - clock.now().getTime()
      return wait > 0 ? { error: asked?.error, wait } : undefined
    },
  }
}
