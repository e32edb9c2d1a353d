import type { Clock } from '../../shared/ports/runtime.ts'

export interface FakeClock extends Clock {
  /** What was slept, in ms, in order. */
  readonly sleeps: number[]
  advance(ms: number): void
}

/** A clock that stands still unless somebody sleeps or advances it. */
export function fakeClock(start = '2026-01-01T10:00:00.000Z'): FakeClock {
  let time = Date.parse(start)
  const sleeps: number[] = []
  return {
    sleeps,
    now: () => new Date(time),
    async sleep(ms) {
      sleeps.push(ms)
      time += ms
    },
    advance(ms) {
      time += ms
    },
  }
}
