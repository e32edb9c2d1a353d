import type { RunRef } from '../model/run.ts'
import { RunId } from '../model/run.ts'
import { compactTime, parseCompactTime } from './layout.ts'

export const RUNS_PREFIX = 'runs/'
export const RUN_INDEX_PREFIX = `${RUNS_PREFIX}index/`

/** The forms in which a run's report stands in the vault. */
export type ReportFormat = 'json' | 'md' | 'html'

/** `runs/<YYYY-MM-DD of its start, UTC>/<run id>/`: everything of one run. */
export function runPrefix({ runId, startedAt }: RunRef): string {
  return `${RUNS_PREFIX}${new Date(startedAt).toISOString().slice(0, 10)}/${runId}/`
}

/** `runs/<date>/<run id>/report.<json|md|html>`. */
export function reportKey(run: RunRef, format: ReportFormat): string {
  return `${runPrefix(run)}report.${format}`
}

/** `runs/<date>/<run id>/plan.json`: what the run set out for. */
export function runPlanKey(run: RunRef): string {
  return `${runPrefix(run)}plan.json`
}

/** `runs/<date>/<run id>/zones/`: one folder per zone. */
export function zonesPrefix(run: RunRef): string {
  return `${runPrefix(run)}zones/`
}

/** `runs/<date>/<run id>/zones/<zone>/summary.json`: what became of the zone. */
export function zoneSummaryKey(run: RunRef, zone: string): string {
  return `${zonesPrefix(run)}${zone}/summary.json`
}

/** `runs/<date>/<run id>/zones/<zone>/plan.json`: what the listing of the zone came to. */
export function zoneWorkKey(run: RunRef, zone: string): string {
  return `${zonesPrefix(run)}${zone}/plan.json`
}

/** `runs/<date>/<run id>/zones/<zone>/spent.json`: requests of attempts at planning the zone that failed. */
export function zoneSpentKey(run: RunRef, zone: string): string {
  return `${zonesPrefix(run)}${zone}/spent.json`
}

/** `runs/<date>/<run id>/zones/<zone>/inventory/`: what the shards found out for the zone's next inventory. */
export function shardInventoryPrefix(run: RunRef, zone: string): string {
  return `${zonesPrefix(run)}${zone}/inventory/`
}

/** `runs/<date>/<run id>/zones/<zone>/inventory/<n, 5 digits>.json`. */
export function shardInventoryKey(run: RunRef, zone: string, shard: number): string {
  return `${shardInventoryPrefix(run, zone)}${shardName(shard)}.json`
}

/** `runs/<date>/<run id>/zones/<zone>/shards/<n, 5 digits>.json`: what one shard has to do. */
export function shardKey(run: RunRef, zone: string, shard: number): string {
  return `${zonesPrefix(run)}${zone}/shards/${shardName(shard)}.json`
}

/** `runs/<date>/<run id>/zones/<zone>/outcomes/`: what the shards did. */
export function outcomesPrefix(run: RunRef, zone: string): string {
  return `${zonesPrefix(run)}${zone}/outcomes/`
}

/** `runs/<date>/<run id>/zones/<zone>/outcomes/<n, 5 digits>.jsonl`: what one shard did, one outcome a line. */
export function outcomesKey(run: RunRef, zone: string, shard: number): string {
  return `${outcomesPrefix(run, zone)}${shardName(shard)}.jsonl`
}

/** `runs/index/<YYYYMMDDTHHMMSSZ>-<run id>.json`: one small record per run, in order of time. */
export function runIndexKey({ runId, startedAt }: RunRef): string {
  return `${RUN_INDEX_PREFIX}${compactTime(new Date(startedAt))}-${runId}.json`
}

/** The run that a key under `runs/index/` stands for, its start to the second; `undefined` when it stands for none. */
export function parseRunIndexKey(key: string): RunRef | undefined {
  const match = /^runs\/index\/(\d{8}T\d{6}Z)-([^/]+)\.json$/.exec(key)
  const startedAt = parseCompactTime(match?.[1] ?? '')
  const runId = RunId.safeParse(match?.[2])
  return startedAt && runId.success ? { runId: runId.data, startedAt: startedAt.toISOString() } : undefined
}

/** `runs/lock-<account>.json`: who of an account's runs is running. */
export function runLockKey(account: string): string {
  return `${RUNS_PREFIX}lock-${account}.json`
}

/** Numbers of equal width keep the order of keys the order of numbers. */
function shardName(shard: number): string {
  return String(shard).padStart(5, '0')
}
