import { RetentionReport } from '../../model/retention-run.ts'
import { RETENTION_PREFIX } from '../../vault/retention-run-layout.ts'
import { readDocument } from '../../vault/stored-documents.ts'
import type { AuditPorts } from '../audit-ports.ts'
import type { Seen } from '../seen.ts'
import { none, seen } from '../seen.ts'
import type { RetentionFacts } from './retention-fact.ts'

const DAY = 86_400_000

/** Days whose folders are looked at one by one, before all are. */
const LATELY = 14

/** The newest run of retention that has a report. @throws ManifestInvalidError */
export async function readRetention({
  store,
  clock,
}: Pick<AuditPorts, 'store' | 'clock'>): Promise<Seen<RetentionFacts>> {
  const keys = await newestReports(store, clock.now())
  const reports = await Promise.all(keys.map((key) => readDocument(store, RetentionReport, key)))
  const newest = reports.toSorted((a, b) => (a.run.startedAt < b.run.startedAt ? 1 : -1))[0]
  if (newest === undefined) return none('Retention has not run here yet.')
  const { run, state, expired, sweep } = newest
  return seen({
    runId: run.runId,
    startedAt: run.startedAt,
    state: state === 'succeeded' ? 'done' : 'failed',
    expired,
    freedBytes: sweep.bytesFreed,
  })
}

/** The reports of the last day that has any: the names of runs are in no order of time. */
async function newestReports(store: AuditPorts['store'], now: Date): Promise<readonly string[]> {
  for (let day = 0; day <= LATELY; day += 1) {
    const date = new Date(now.getTime() - day * DAY).toISOString().slice(0, 10)
    const keys = await reportKeys(store, `${RETENTION_PREFIX}${date}/`)
    if (keys.length > 0) return keys
  }
  const all = await reportKeys(store, RETENTION_PREFIX)
  const last = all.map(dateOf).sort().at(-1)
  return all.filter((key) => dateOf(key) === last)
}

function dateOf(key: string): string {
  return key.slice(RETENTION_PREFIX.length, RETENTION_PREFIX.length + '2026-01-01'.length)
}

async function reportKeys(store: AuditPorts['store'], prefix: string): Promise<readonly string[]> {
  const keys: string[] = []
  for await (const { key } of store.list(prefix)) if (key.endsWith('/report.json')) keys.push(key)
  return keys
}
