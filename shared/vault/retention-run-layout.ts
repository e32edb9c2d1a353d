import type { RunRef } from '../model/run.ts'

export const RETENTION_PREFIX = 'retention/'

/** `retention/<YYYY-MM-DD of its start, UTC>/<run id>/`: everything of one run of retention. */
function retentionRunPrefix({ runId, startedAt }: RunRef): string {
  return `${RETENTION_PREFIX}${new Date(startedAt).toISOString().slice(0, 10)}/${runId}/`
}

/** `retention/<date>/<run id>/plan.json`: that the plan stands, and in how many parts. */
export function retentionPlanKey(run: RunRef): string {
  return `${retentionRunPrefix(run)}plan.json`
}

/** `retention/<date>/<run id>/planning.json`: how far a plan is that is not made in one go. */
export function planProgressKey(run: RunRef): string {
  return `${retentionRunPrefix(run)}planning.json`
}

/** `retention/<date>/<run id>/plan/<n, 5 digits>.jsonl.gz`: verdicts, one a line. */
export function verdictsKey(run: RunRef, part: number): string {
  return `${retentionRunPrefix(run)}plan/${partName(part)}.jsonl.gz`
}

/** `retention/<date>/<run id>/applied/<n, 5 digits>.json`: what became of a part of the plan. */
export function appliedKey(run: RunRef, part: number): string {
  return `${retentionRunPrefix(run)}applied/${partName(part)}.json`
}

/** `retention/<date>/<run id>/report.json`. */
export function retentionReportKey(run: RunRef): string {
  return `${retentionRunPrefix(run)}report.json`
}

function partName(part: number): string {
  return String(part).padStart(5, '0')
}
