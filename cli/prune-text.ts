import type { PruneResult } from '../shared/retention/prune.ts'
import type { SweepResult } from '../shared/retention/sweep.ts'
import { bytesText, countText, timeText } from '../shared/report/format.ts'
import type { PrunePlan } from './prune-plan.ts'
import type { Cell, Style } from './print.ts'
import { printable, table } from './print.ts'

/** Points that are shown; --json has all. */
const SHOWN = 1000

const HEAD = ['NAME', 'ZONE', 'TAKEN', 'POINT', '', 'REASON']

/** What became of the records of alerts that are over: how many were removed, or why that failed. */
export interface Forgotten {
  readonly forgotten?: number
  readonly notForgotten?: string
}

/** What would become of each point, and why. */
export function prunePlanText(style: Style, plan: PrunePlan): string {
  const rows = rowsOf(style, plan)
  const more = rows.length > SHOWN ? [`${countText(rows.length - SHOWN, 'more point')}: see --json.`] : []
  return [
    ...(rows.length > 0 ? [table(style, HEAD, rows.slice(0, SHOWN))] : []),
    ...more,
    summary(plan).join('\n'),
  ].join('\n\n')
}

/** What was done. */
export function prunedText({
  kept,
  expired,
  purged,
  sweep,
  forgotten = 0,
  notForgotten,
}: PruneResult & Forgotten): string {
  return [
    `${countText(expired, 'point')} expired, ${countText(kept, 'point')} kept.`,
    `${countText(purged, 'expired point')} removed for good.`,
    ...sweepText(sweep),
    ...(forgotten > 0 ? [`${alertRecords(forgotten)} removed.`] : []),
    ...(notForgotten === undefined
      ? []
      : [`Records of alerts that are over stay in part: ${printable(notForgotten)}`]),
    ...(expired > 0 ? ['`holdfast undelete` takes expired points back within the grace period.'] : []),
  ].join('\n')
}

function rowsOf(style: Style, { resources }: PrunePlan): readonly (readonly Cell[])[] {
  return resources.flatMap(({ resource, points }) =>
    points.map(({ manifest, takenAt, keep, reasons }) => [
      resource.name,
      resource.zone,
      timeText(takenAt),
      idIn(manifest),
      keep ? { text: 'keep', paint: style.good } : { text: 'expire', paint: style.warn },
      reasons.join(', '),
    ]),
  )
}

/** What people know of what ended, or happened, long ago. */
function alertRecords(count: number): string {
  return countText(count, 'record of an alert that is over', 'records of alerts that are over')
}

function summary({ kept, expires, freed, purges, marked, forgets }: PrunePlan): readonly string[] {
  const dues = marked && `${countText(marked.blobs, 'unnamed blob')} (${bytesText(marked.bytes)})`
  return [
    `${countText(expires, 'point')} to expire, ${countText(kept, 'point')} to keep.`,
    `Only the expiring points name ${countText(freed.blobs, 'blob')}: ${bytesText(freed.bytes)} to be freed after the grace periods.`,
    `${countText(purges, 'expired point')} to be removed for good.`,
    ...(marked === undefined ? [] : [`${dues} to be deleted from ${timeText(marked.dueAt)} on.`]),
    ...(forgets > 0 ? [`${alertRecords(forgets)} to be removed.`] : []),
  ]
}

function sweepText({
  state,
  deleted,
  bytesFreed,
  marked,
  bytesMarked,
  dueAt,
}: SweepResult): readonly string[] {
  if (state === 'busy') return ['Another process is sweeping: nothing was freed here.']
  const waits = `${countText(marked, 'unnamed blob')} (${bytesText(bytesMarked)}) marked`
  return [
    `${countText(deleted, 'blob')} deleted, ${bytesText(bytesFreed)} freed.`,
    ...(dueAt === undefined ? [] : [`${waits}, to be deleted from ${timeText(dueAt)} on.`]),
  ]
}

function idIn(manifest: string): string {
  return manifest.slice(-'0123456789abcdef.json'.length, -'.json'.length)
}
