import { actorOf } from '../../../shared/activity/actor.ts'
import { SETTLING_MS, watch } from '../../../shared/activity/watch.ts'
import type { WatchState } from '../../../shared/model/watch-state.ts'
import { LOOK_BACK_MS } from '../../../shared/model/watch-state.ts'
import { newWatch } from '../../../shared/activity/watch-state.ts'
import type { WatchLimits } from '../../../shared/model/activity-limits.ts'
import type { ActivityLine, Sighting } from '../../../shared/model/activity.ts'
import { MINUTE } from './script.ts'

/** Something that people were told, and when. */
export interface Told extends Sighting {
  readonly toldAt: number
}

/** How a stream is looked at. */
export interface Looks {
  readonly from: number
  readonly until: number
  readonly limits: WatchLimits
  /** What the watch knows when it begins; without it, nothing. */
  readonly before?: WatchState
}

/**
 * Looks at a stream as watch-activity does, every five minutes; once all has settled, a look at nothing new finds nothing new.
 *
 * @returns what people are told, each thing once
 */
export function simulate(
  stream: readonly ActivityLine[],
  { from, until, limits, before }: Looks,
): readonly Told[] {
  const arrivals = stream
    .map((one) => ({ one, at: Date.parse(one.recordedAt) }))
    .filter(({ at }) => at >= from - LOOK_BACK_MS && at <= until)
    .toSorted((a, b) => a.at - b.at)
  const told: Told[] = []
  let state = before ?? newWatch('123456789012', new Date(from))
  let [first, next, newAt] = [0, 0, 0]
  for (let now = from; now <= until; now += 5 * MINUTE) {
    const seen = next
    while ((arrivals[next]?.at ?? Infinity) <= now) next += 1
    while (first < next && (arrivals[first]?.at ?? 0) < now - LOOK_BACK_MS) first += 1
    if (seen !== next) newAt = now
    if (now - newAt > SETTLING_MS + 5 * MINUTE && state.open.length === 0) continue
    const lines = arrivals.slice(first, next).map(({ one }) => one)
    const known = new Set(state.open.map(keyOf))
    const watched = watch(state, lines.toSorted(byTime), limits, new Date(now))
    state = watched.state
    told.push(...watched.seen.filter((one) => !known.has(keyOf(one))).map((one) => ({ ...one, toldAt: now })))
  }
  return told
}

/** Whether what was told is about these lines: the same principal, in time. */
export function isAbout({ actor, toldAt }: Told, lines: readonly ActivityLine[]): boolean {
  const [first] = lines
  const last = lines.at(-1)
  if (first === undefined || last === undefined || actor !== actorOf(first)) return false
  return toldAt >= Date.parse(first.at) && toldAt <= Date.parse(last.recordedAt) + LOOK_BACK_MS
}

function keyOf({ detector, subject }: Sighting): string {
  return `${detector} ${subject}`
}

function byTime(a: ActivityLine, b: ActivityLine): number {
  if (a.at === b.at) return 0
  return a.at < b.at ? -1 : 1
}
