import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../ports.ts'

/** The machine's clock. */
export const clock: Clock = { now: () => new Date(), sleep: (ms) => sleep(ms) }
