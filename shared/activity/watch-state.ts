import * as z from 'zod'
import type { WatchLimits } from '../model/activity-limits.ts'
import type { ActivityLine } from '../model/activity.ts'
import { Sighting } from '../model/activity.ts'
import { FORMAT_VERSION, Instant } from '../model/manifest.ts'
import { ResourceRef } from '../model/resource.ts'
import { actorOf } from './actor.ts'

const KnownPrincipal = z.strictObject({ first: Instant, last: Instant, isNew: z.boolean() })

/** What the watch knows from before. `activity/watch-<account>.json`. */
export const WatchState = z.strictObject({
  format: z.literal(FORMAT_VERSION),
  account: ResourceRef.shape.account,
  /** When the watch began: principals are learnt from then on. */
  since: Instant,
  /** Principals that changed something, by ARN. */
  principals: z.record(z.string(), KnownPrincipal),
  /** What was told and has not ended. */
  open: z.array(Sighting),
  /** Functions of which was told that everybody may invoke them, as `<zone>/<name>`, and when that was noticed or done last. */
  opened: z.record(z.string(), Instant).default({}),
})
export type WatchState = z.infer<typeof WatchState>

const DAY_MS = 86_400_000

/** How much older than the newest change of a principal its record may be: so that not every look writes one. */
const COARSENESS_MS = DAY_MS

/** A watch that begins. */
export function newWatch(account: string, now: Date): WatchState {
  return { format: FORMAT_VERSION, account, since: now.toISOString(), principals: {}, open: [], opened: {} }
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
