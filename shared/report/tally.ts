import type { Tally, Usage } from '../model/run.ts'

/** A tally of nothing. */
export function emptyTally(): Tally {
  return {
    found: 0,
    captured: 0,
    unchanged: 0,
    deletedCount: 0,
    failedCount: 0,
    ignored: 0,
    unaccounted: 0,
    gapCount: 0,
    bytesStored: 0,
    bytesDeduplicated: 0,
    apiCalls: {},
    throttled: 0,
  }
}

/** The sum of some tallies. Members beside those of a tally are left out. */
export function sumTallies(tallies: readonly Tally[]): Tally {
  const sum = emptyTally()
  for (const tally of tallies) {
    for (const name of COUNTS) sum[name] += tally[name]
    addCalls(sum.apiCalls, tally.apiCalls)
  }
  return sum
}

/** Adds what some requests cost to `tally`. */
export function addUsage(tally: Tally, { apiCalls, throttled }: Usage): void {
  addCalls(tally.apiCalls, apiCalls)
  tally.throttled += throttled
}

/** All requests to AWS, of whatever service. */
export function callCount({ apiCalls }: Pick<Usage, 'apiCalls'>): number {
  return Object.values(apiCalls).reduce((sum, count) => sum + count, 0)
}

/** Resources that are not safely backed up by this run. */
export function troubleCount({ failedCount, unaccounted }: Tally): number {
  return failedCount + unaccounted
}

const { apiCalls: _, ...counts } = emptyTally()
const COUNTS = Object.keys(counts) as (keyof typeof counts)[]

function addCalls(sum: Record<string, number>, calls: Readonly<Record<string, number>>): void {
  for (const [service, count] of Object.entries(calls)) sum[service] = (sum[service] ?? 0) + count
}
