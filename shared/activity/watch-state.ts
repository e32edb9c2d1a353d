import type { WatchLimits } from '../model/activity-limits.ts'
import type { ActivityLine, Sighting } from '../model/activity.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'
import type { WatchState } from '../model/watch-state.ts'
import { actorOf } from './actor.ts'
import { TRAILS } from './detectors/detector.ts'

const DAY_MS = 86_400_000

/** How much older than the newest change of a principal its record may be: so that not every look writes one. */
const COARSENESS_MS = DAY_MS

/** Calls that were made before a trail stopped may seem to be later: times are to the second, and a stop takes a moment. */
const DRAINING_MS = 60_000

/** A watch that begins. */
export function newWatch(account: string, now: Date): WatchState {
  return {
    format: FORMAT_VERSION,
    account,
    since: now.toISOString(),
    principals: {},
    open: [],
    opened: {},
    stopped: {},
  }
}

/**
 * The principals with those of some lines. Who changes only functions of plans that want none told is not learnt: the
 * first change of another function is told.
 *
 * @param lines in order of time
 */
export function learn(
  { principals, since }: WatchState,
  lines: readonly ActivityLine[],
  limits: WatchLimits,
): WatchState['principals'] {
  const learntAt = Date.parse(since) + limits.learningDays * DAY_MS
  const known = new Map(Object.entries(principals))
  for (const line of lines) {
    const actor = actorOf(line)
    if (line.type !== 'change' || actor === undefined || isUnwatched(line, limits)) continue
    const time = Date.parse(line.at)
    const before = known.get(actor)
    const isForgotten = before !== undefined && time - Date.parse(before.last) > limits.rememberDays * DAY_MS
    if (before === undefined || isForgotten)
      known.set(actor, { first: line.at, last: line.at, isNew: time >= learntAt })
    else if (time - Date.parse(before.last) > COARSENESS_MS) known.set(actor, { ...before, last: line.at })
  }
  return Object.fromEntries(known)
}

function isUnwatched({ plan }: ActivityLine, { plans = {} }: WatchLimits): boolean {
  return plan !== undefined && Object.hasOwn(plans, plan) && plans[plan]?.newPrincipals === false
}

/** What was told to be open, with what is told now. */
export function noteOpened(opened: WatchState['opened'], found: readonly Sighting[]): WatchState['opened'] {
  const now = found.filter(({ detector }) => detector === 'open-policy')
  return { ...opened, ...Object.fromEntries(now.map(({ subject, lastAt }) => [subject, lastAt])) }
}

/**
 * Trails on which a call was carried out, and after which no change was made in the trail's home region that arrived. A
 * change elsewhere may have come by another trail.
 */
export function stoppedTrails(
  before: WatchState['stopped'],
  lines: readonly ActivityLine[],
): WatchState['stopped'] {
  const calls = lines.filter(({ type, source, outcome }) => {
    return type === 'attempt' && source === TRAILS && outcome === 'done'
  })
  const now = calls.map((line) => [trailOf(line), line.at] as const)
  const all = Object.entries({ ...before, ...Object.fromEntries(now) })
  return Object.fromEntries(all.filter(([trail, at]) => !lines.some((line) => isLater(line, trail, at))))
}

/** Whether a change of the trail's region arrived that was made after it was stopped. */
function isLater({ type, zone, at }: ActivityLine, trail: string, stoppedAt: string): boolean {
  const isThere = type === 'change' && trail.startsWith(`${zone}/`)
  return isThere && Date.parse(at) > Date.parse(stoppedAt) + DRAINING_MS
}

/** `<region>/<name>`. A call names a trail by its name or its ARN, and is made in its home region. */
function trailOf({ zone = '', name = '' }: ActivityLine): string {
  return `${zone}/${name.slice(name.lastIndexOf('/') + 1)}`
}
