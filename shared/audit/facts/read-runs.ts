import { NotFoundError } from '../../errors.ts'
import type { RunEntry, RunReport, ReportedFailure } from '../../model/run.ts'
import { listRuns } from '../../report/run-list.ts'
import { readReport } from '../../report/store.ts'
import type { AuditPorts } from '../audit-ports.ts'
import { none, seen } from '../seen.ts'
import type { Seen } from '../seen.ts'

/** Runs that are looked at: two weeks of hourly ones. */
const NEWEST = 340

/** What the runs of backups came to. */
export interface RunFacts {
  /** Newest first. */
  readonly runs: readonly RunEntry[]
  /** What the newest run that ended found: regions whose changes do not arrive, and functions that it could not capture. */
  readonly notEnrolled: RunReport['notEnrolled']
  readonly failed: readonly ReportedFailure[]
  /** Zones that it could not read as a whole, and why. */
  readonly lostZones: readonly { readonly zone: string; readonly error: string }[]
}

/** The runs of backups in the vault that looked at everything. @throws ManifestInvalidError */
export async function readRuns({ store }: Pick<AuditPorts, 'store'>): Promise<Seen<RunFacts>> {
  const newest = await listRuns(store, NEWEST)
  // A run for one plan alone says nothing of what the others promise.
  const runs = newest.runs.filter(({ plan }) => plan === undefined)
  if (runs.length === 0) return none('No run of backups was ever begun.')
  const last = runs.find(({ state }) => state !== 'running')
  const report = last && (await findReport(store, last))
  return seen({
    runs,
    notEnrolled: report?.notEnrolled ?? [],
    failed: report?.zones.flatMap(({ failed }) => failed) ?? [],
    lostZones:
      report?.zones.flatMap(({ zone, failure }) => (failure ? [{ zone, error: failure.error }] : [])) ?? [],
  })
}

async function findReport(store: AuditPorts['store'], run: RunEntry): Promise<RunReport | undefined> {
  try {
    return await readReport(store, run)
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    throw error
  }
}
