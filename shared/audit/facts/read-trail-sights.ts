import { HoldfastError, NotFoundError } from '../../errors.ts'
import type { RunRef, RunReport } from '../../model/run.ts'
import { isOfEverything } from '../../model/run.ts'
import { runsBackwards } from '../../report/run-list.ts'
import { readReport } from '../../report/store.ts'
import type { AuditPorts, TrailSight } from '../audit-ports.ts'
import type { Seen } from '../seen.ts'
import { look, none, seen, unseen } from '../seen.ts'
import { RUN_LIST } from './read-runs.ts'

/** What was seen of the trails of one zone. */
export interface ZoneTrails extends TrailSight {
  readonly zone: string
}

/**
 * Whether changes in each zone that the deployment backs up become events: a trail must record them. One zone after
 * another: a few calls each, and a trail is asked in its home region, which allows a few a second.
 *
 * @returns without the list of runs, which says the zones, the same as the control of runs has of it: one reason for both
 * @throws HoldfastError when it cannot be told whether there is a deployment
 */
export async function readTrailSights({
  store,
  trails,
}: Pick<AuditPorts, 'store' | 'trails'>): Promise<Seen<readonly ZoneTrails[]>> {
  if (!(await trails.isDeployed())) return none('There is no deployment here that changes should reach.')
  const found = await look(RUN_LIST, async () => seen(await lastZones(store)))
  if (found.type !== 'seen') return found
  const zones = found.value
  if (zones.length === 0)
    return unseen('No run of the deployment over everything has ended yet that says which zones there are.')
  const sights: ZoneTrails[] = []
  for (const zone of zones) sights.push({ zone, ...(await lookAt(trails, zone)) })
  return seen(sights)
}

/**
 * Of the last run of the deployment over everything that came to its end. One that failed as a whole may know no zones, and
 * one by hand has the zones of whoever started it; neither says which the deployment has.
 */
async function lastZones(store: AuditPorts['store']): Promise<readonly string[]> {
  for await (const run of runsBackwards(store)) {
    if (!isOfEverything(run) || run.state === 'running' || run.state === 'failed') continue
    const report = await findReport(store, run)
    if (report !== undefined && report.startedBy === undefined && report.zones.length > 0)
      return report.zones.map(({ zone }) => zone)
  }
  return []
}

async function findReport(store: AuditPorts['store'], run: RunRef): Promise<RunReport | undefined> {
  try {
    return await readReport(store, run)
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error
    return undefined
  }
}

async function lookAt(trails: AuditPorts['trails'], zone: string): Promise<TrailSight> {
  try {
    return await trails.look(zone)
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error
    return { state: 'unknown', what: `The trails could not be read: ${error.name}.` }
  }
}
