import type { ActivityLimits, PlanActivity, WatchLimits } from '../../model/activity-limits.ts'
import { hasOwnLimit } from '../../model/activity-limits.ts'
import type { ActivityLine, DetectorName, Sighting } from '../../model/activity.ts'
import { matchesGlob } from '../../model/glob.ts'
import { given } from '../../model/members.ts'
import { actorOf } from '../actor.ts'

/** When a principal was seen first and last, and whether it was new to Holdfast then. */
export interface KnownPrincipal {
  readonly first: string
  readonly last: string
  /** Not while principals were still being learnt. */
  readonly isNew: boolean
}

/** What detectors go by besides the lines. */
export interface DetectorFacts {
  readonly limits: WatchLimits
  /** Principals, those of the lines included. */
  readonly known: Readonly<Record<string, KnownPrincipal>>
  /** Functions of which was told before that everybody may invoke them, `<zone>/<name>`, and up to which instant. */
  readonly opened: Readonly<Record<string, string>>
}

/**
 * Looks for one kind of unusual thing. Pure.
 *
 * @param lines what was recorded lately, in order of time
 */
export interface Detector {
  readonly name: DetectorName
  readonly find: (lines: readonly ActivityLine[], facts: DetectorFacts) => readonly Sighting[]
}

/** Resources that a sighting names. */
const NAMED = 10

export const HOUR_MS = 3_600_000

/** The service whose calls are about trails. */
export const TRAILS = 'cloudtrail.amazonaws.com'

/** Stands for whoever did what no record tells the principal of. */
export const NOBODY = 'unknown'

/** Whether a principal is one of those that deploy. */
export function isDeployer(line: ActivityLine, { deployers }: ActivityLimits): boolean {
  const names = [actorOf(line), line.principal].filter((name) => name !== undefined)
  return deployers.some((pattern) => names.some((name) => matchesGlob(pattern, name)))
}

/** `eu-west-1/orders`: each resource of some lines once. */
export function placesOf(lines: readonly ActivityLine[]): readonly string[] {
  return [...new Set(lines.map(({ zone, name }) => [zone, name].filter(Boolean).join('/')))]
}

/** What lines come to that are about one subject. @param lines at least one, in order of time */
export function sighting(
  detector: DetectorName,
  { subject, plan }: Pick<Sighting, 'subject' | 'plan'>,
  lines: readonly ActivityLine[],
): Sighting[] {
  const [first] = lines
  const last = lines.at(-1)
  if (first === undefined || last === undefined) return []
  const places = placesOf(lines)
  const zones = new Set(lines.map(({ zone }) => zone))
  const actor = lines.flatMap((line) => actorOf(line) ?? []).at(-1)
  return [
    {
      detector,
      subject,
      ...given({ actor, plan }),
      count: places.length,
      names: places.slice(0, NAMED),
      events: [...new Set(lines.flatMap(({ event }) => event ?? []))],
      ...(zones.size === 1 && first.zone !== undefined && { zone: first.zone }),
      firstAt: first.at,
      lastAt: last.at,
    },
  ]
}

/** Lines that are counted together against one limit. */
export interface Counted {
  readonly actor: string
  /** The plan whose own limit it is; `undefined`: that of the file. */
  readonly plan: string | undefined
  readonly lines: readonly ActivityLine[]
}

/** Lines by who did it, and of each those of every plan that has the limit of its own by themselves. */
export function countedBy(
  lines: readonly ActivityLine[],
  limits: WatchLimits,
  limitOf: (own: readonly ActivityLine[]) => keyof PlanActivity,
): readonly Counted[] {
  return [...byActor(lines)].flatMap(([actor, own]) => {
    const limit = limitOf(own)
    const byPlan = Map.groupBy(own, ({ plan }) => (hasOwnLimit(limits, plan, limit) ? plan : undefined))
    return [...byPlan].map(([plan, some]) => ({ actor, plan, lines: some }))
  })
}

/** What a sighting of lines that were counted together is about: who, and of which plan if its own limit was passed. */
export function subjectOf({ actor, plan }: Counted): Pick<Sighting, 'subject' | 'plan'> {
  return plan === undefined ? { subject: actor } : { subject: `${actor}, plan ${plan}`, plan }
}

/** Lines by who did it. */
export function byActor(lines: readonly ActivityLine[]): ReadonlyMap<string, readonly ActivityLine[]> {
  return Map.groupBy(lines, (line) => actorOf(line) ?? NOBODY)
}

/**
 * The busiest hour: of all hours that begin with one of the lines the one with the most different resources.
 *
 * @param lines in order of time
 */
export function busiestHour(lines: readonly ActivityLine[]): readonly ActivityLine[] {
  const times = lines.map(({ at }) => Date.parse(at))
  let busiest: readonly ActivityLine[] = []
  let most = 0
  lines.forEach((_, from) => {
    const end = (times[from] ?? 0) + HOUR_MS
    const to = times.findLastIndex((time) => time < end) + 1
    if (to - from <= most) return
    const hour = lines.slice(from, to)
    const count = placesOf(hour).length
    if (count > most) [most, busiest] = [count, hour]
  })
  return busiest
}
