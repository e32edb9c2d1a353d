import type { ActivityLine } from '../model/activity.ts'
import { actorOf } from './actor.ts'
import { NOBODY, busiestHour, placesOf } from './detectors/detector.ts'
import { eachDeletionOnce } from './told-deletions.ts'

/** What changes are put together by. */
export const GROUPINGS = ['principal', 'function', 'zone', 'day'] as const
export type Grouping = (typeof GROUPINGS)[number]

/** Numbers of one group of changes. */
export interface ActivityGroup {
  readonly group: string
  /** Calls that changed something, and changes that only a run found. */
  readonly changes: number
  readonly functions: number
  readonly codeUpdates: number
  /** As often as a resource was deleted, also one that is there again by now. */
  readonly deletions: number
  /** Resources that could not be captured. */
  readonly failures: number
  readonly lastAt: string
}

/** One bar of the chart. */
export interface ActivityBar {
  /** A day, or an hour: `2026-11-21`, `2026-11-21T10`. */
  readonly time: string
  readonly changes: number
  readonly deletions: number
}

/** Many different resources changed by one principal in an hour. */
export interface Burst {
  readonly principal: string
  readonly functions: number
  readonly firstAt: string
  readonly lastAt: string
  readonly events: readonly string[]
}

/** What happened, in numbers. */
export interface ActivitySummary {
  readonly total: ActivityGroup
  readonly groups: readonly ActivityGroup[]
  readonly bars: readonly ActivityBar[]
  readonly bursts: readonly Burst[]
  /** Calls on the vault, its key or a trail. */
  readonly attempts: readonly ActivityLine[]
  readonly runs: readonly ActivityLine[]
}

/** Resources that an hour of one principal must change to be called a burst. */
const BURST = 10

/** Up to so many milliseconds bars are hours. */
const HOURLY_UP_TO = 2 * 86_400_000

/** Stands for whoever made a change that only a run noticed. */
export const FOUND_BY_RUN = '(found by a run)'

/** Stands for whoever made a change that was noticed when something else of the resource changed. */
export const FOUND_BY_CHANGE = '(found with another change)'

/** @param lines in order of time; each thing once */
export function summarise(
  lines: readonly ActivityLine[],
  { by, since, now }: { readonly by: Grouping; readonly since: Date; readonly now: Date },
): ActivitySummary {
  const changes = eachDeletionOnce(lines.filter(({ type }) => type === 'change' || type === 'outcome'))
  const groups = Map.groupBy(changes, (line) => groupOf(line, by))
  return {
    total: numbersOf('total', changes),
    groups: [...groups].map(([group, own]) => numbersOf(group, own)).toSorted(order(by)),
    bars: barsOf(changes, { since, now }),
    bursts: [...Map.groupBy(changes.filter(isChange), whoOf)].flatMap(([who, own]) => burstOf(who, own)),
    attempts: lines.filter(({ type }) => type === 'attempt'),
    runs: lines.filter(({ type }) => type === 'run'),
  }
}

function groupOf(line: ActivityLine, by: Grouping): string {
  if (by === 'day') return line.at.slice(0, 10)
  if (by === 'zone') return line.zone ?? ''
  if (by === 'function') return placesOf([line])[0] ?? ''
  return whoOf(line)
}

function whoOf(line: ActivityLine): string {
  const actor = actorOf(line)
  if (actor !== undefined || line.type !== 'outcome') return actor ?? NOBODY
  return line.runId === undefined ? FOUND_BY_CHANGE : FOUND_BY_RUN
}

function order(by: Grouping): (a: ActivityGroup, b: ActivityGroup) => number {
  if (by === 'day') return (a, b) => (a.group < b.group ? -1 : 1)
  return (a, b) => b.changes - a.changes || (a.group < b.group ? -1 : 1)
}

function numbersOf(group: string, lines: readonly ActivityLine[]): ActivityGroup {
  const changes = lines.filter(isChange)
  return {
    group,
    changes: countOf(changes),
    functions: placesOf(changes).length,
    codeUpdates: countOf(changes.filter(({ what }) => what.includes('code'))),
    // By what was called, not by what became of it: the capture may have found the resource made anew, or have failed.
    deletions: countOf(changes.filter(({ what }) => what.includes('deleted'))),
    failures: placesOf(lines.filter(({ outcome }) => outcome === 'failed')).length,
    lastAt: lines.at(-1)?.at ?? '',
  }
}

/** A call changed something even where the capture of it failed; that a run could not read is no change. */
function isChange({ type, outcome }: ActivityLine): boolean {
  return type === 'change' || outcome !== 'failed'
}

function countOf(lines: readonly ActivityLine[]): number {
  return lines.reduce((sum, { events }) => sum + events, 0)
}

/** Every day or hour has its bar, quiet ones too. */
function barsOf(lines: readonly ActivityLine[], span: { readonly since: Date; readonly now: Date }) {
  const isHourly = span.now.getTime() - span.since.getTime() <= HOURLY_UP_TO
  const [step, length] = isHourly ? [3_600_000, 13] : [86_400_000, 10]
  const byTime = Map.groupBy(lines, ({ at }) => new Date(at).toISOString().slice(0, length))
  const first = Math.floor(span.since.getTime() / step)
  const count = Math.floor(span.now.getTime() / step) - first + 1
  return Array.from({ length: count }, (_, n) => {
    const time = new Date((first + n) * step).toISOString().slice(0, length)
    const { changes, deletions } = numbersOf(time, byTime.get(time) ?? [])
    return { time, changes, deletions }
  })
}

function burstOf(principal: string, lines: readonly ActivityLine[]): readonly Burst[] {
  const hour = busiestHour(lines)
  const functions = placesOf(hour).length
  if (functions < BURST) return []
  const events = [...new Set(hour.flatMap(({ event }) => event ?? []))]
  return [{ principal, functions, firstAt: hour[0]?.at ?? '', lastAt: hour.at(-1)?.at ?? '', events }]
}
