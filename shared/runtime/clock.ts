import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../ports/runtime.ts'
import type { RestorePorts } from '../restore/restore-ports.ts'

/** The machine's clock. */
export const clock: Clock = { now: () => new Date(), sleep: (ms) => sleep(ms) }

/** Again and again, for as long as the process has something else to do. */
export const every: NonNullable<RestorePorts['every']> = (ms, work) => {
  const timer = setInterval(work, ms).unref()
  return () => clearInterval(timer)
}
