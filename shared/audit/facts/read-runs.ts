import { NotFoundError } from '../../errors.ts'
import type { RunEntry, RunReport, ReportedFailure } from '../../model/run.ts'
import { isOfEverything } from '../../model/run.ts'
import { runsBackwards } from '../../report/run-list.ts'
import { readReport } from '../../report/store.ts'
import type { AuditPorts } from '../audit-ports.ts'
import type { Until } from '../read-blobs.ts'
import { none, seen } from '../seen.ts'
import type { Seen } from '../seen.ts'

/** What is read, as a reason calls it where it cannot be. */
export const RUN_LIST = 'The list of runs'

/** Runs that are looked at in any case: two weeks of hourly ones. */
const NEWEST = 340

/** What the runs of backups came to. */
export interface RunFacts {
  /** Newest first; back to the newest deep one that ended well, and further where these are few. */
  readonly runs: readonly RunEntry[]
  /** Whether there was time to look so far back: if not, what is not among them may be there all the same. */
  readonly isWhole: boolean
  /** What the newest run that ended found: regions whose changes do not arrive, and functions that it could not capture. */
  readonly notEnrolled: RunReport['notEnrolled']
  readonly failed: readonly ReportedFailure[]
  /** Zones that it could not read as a whole, and why. */
  readonly lostZones: readonly { readonly zone: string; readonly error: string }[]
}

/** The runs of backups in the vault that looked at everything. @throws ManifestInvalidError */
export async function readRuns(
  ports: Pick<AuditPorts, 'store' | 'clock'>,
  limit: Until,
): Promise<Seen<RunFacts>> {
  const { runs, isWhole } = await lookBack(ports, limit)
  if (runs.length === 0 && isWhole) return none('No run of backups was ever begun.')
  const last = runs.find(({ state }) => state !== 'running')
  const report = last && (await findReport(ports.store, last))
  return seen({
    runs,
    isWhole,
    notEnrolled: report?.notEnrolled ?? [],
    failed: report?.zones.flatMap(({ failed }) => failed) ?? [],
    lostZones:
      report?.zones.flatMap(({ zone, failure }) => (failure ? [{ zone, error: failure.error }] : [])) ?? [],
  })
}

/** Back to the newest good deep run, which is one of each kind; to the beginning, where there is none. */
async function lookBack(
  { store, clock }: Pick<AuditPorts, 'store' | 'clock'>,
  { until }: Until,
): Promise<Pick<RunFacts, 'runs' | 'isWhole'>> {
  const runs: RunEntry[] = []
  let isFound = false
  for await (const run of runsBackwards(store)) {
    if (clock.now() >= until) return { runs, isWhole: false }
    if (!isOfEverything(run)) continue
    runs.push(run)
    isFound ||= run.mode === 'deep' && endedWell(run)
    if (isFound && runs.length >= NEWEST) break
  }
  return { runs, isWhole: true }
}

/** Whether a run came to its end and did what it is for. */
export function endedWell({ state }: RunEntry): boolean {
  return state !== 'running' && state !== 'failed'
}

async function findReport(store: AuditPorts['store'], run: RunEntry): Promise<RunReport | undefined> {
  try {
    return await readReport(store, run)
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    throw error
  }
}
