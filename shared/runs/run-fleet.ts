import pLimit from 'p-limit'
import { RunBusyError, RunOverlapError } from '../errors.ts'
import type { RunReport } from '../model/run.ts'
import type { RunHeader } from '../model/work.ts'
import { readReport } from '../report/store.ts'
import type { BeginPorts, RunRequest } from './begin-run.ts'
import { beginRun, headerOf } from './begin-run.ts'
import type { EndPorts, LostZone } from './end-run.ts'
import { endRun, failRun } from './end-run.ts'
import type { FleetZone, Pursuit } from './pursue-zone.ts'
import { pursueZone } from './pursue-zone.ts'
import { failureOf } from '../model/failure-of.ts'
import { releaseRunLock } from './lock.ts'
import type { RunPorts } from './run-ports.ts'

/** Everything that a run touches which one process plays from its beginning to its end. */
export type FleetPorts = BeginPorts & RunPorts & EndPorts

/** How far a run is: `begun` once, then what happens in its zones. */
export type FleetProgress =
  | { readonly type: 'begun'; readonly run: RunHeader; readonly zones: readonly string[] }
  | FleetZone

export interface FleetOptions {
  readonly onProgress?: (progress: FleetProgress) => void
  /** Once it is aborted no further resource is begun; what has begun ends. */
  readonly signal?: AbortSignal
}

/** How a run ended: with its report, or `stopped` before it was done; then it can be begun again under its id. */
export type FleetEnd =
  | { readonly state: 'ended'; readonly report: RunReport }
  | { readonly state: 'stopped'; readonly run: RunHeader }

/**
 * Zones side by side. Their quotas are their own, this only bounds memory and open sockets; it is more than the
 * regions in which most fleets live.
 */
const CONCURRENT_ZONES = 8

/**
 * Plays in one process what state-machines/backup.asl.json does on AWS: begins the run, goes over its zones side by
 * side and over the shards of each one after another, and ends it. Begun again under the same id, it does only what
 * is missing.
 *
 * @throws RunOverlapError, RunBusyError while another run of the account goes on, or when one took over
 * @throws HoldfastError when the regions cannot be listed or the vault cannot be used
 */
export async function runFleet(
  ports: FleetPorts,
  request: RunRequest,
  options: FleetOptions = {},
): Promise<FleetEnd> {
  const run = headerOf(request)
  try {
    const { zones } = await beginRun(ports, request)
    options.onProgress?.({ type: 'begun', run, zones })
    const ends = await pursueZones(ports, { run, zones }, options)
    if (ends.includes('stopped')) return await stopRun(ports, run)
    const lostZones = ends.filter((end) => typeof end === 'object')
    await endRun(ports, { run, lostZones })
    return { state: 'ended', report: await readReport(ports.store, run) }
  } catch (error) {
    // The vault's report of this run belongs to whoever goes on under the lock, which may be this very run elsewhere.
    const isOther = error instanceof RunOverlapError || error instanceof RunBusyError
    if (!isOther) await failRun(ports, { run, failure: failureOf(error) })
    throw error
  }
}

/** Gives the lock back, so that others need not wait for it to expire. */
async function stopRun(ports: FleetPorts, run: RunHeader): Promise<FleetEnd> {
  await releaseRunLock(ports, run)
  return { state: 'stopped', run }
}

/** How a zone ended: a {@link LostZone} could not even be summed up. */
type ZoneEnd = Awaited<ReturnType<typeof pursueZone>> | LostZone

/** @throws RunOverlapError when another run took over */
async function pursueZones(
  ports: FleetPorts,
  { run, zones }: { readonly run: RunHeader; readonly zones: readonly string[] },
  { onProgress = () => {}, signal = new AbortController().signal }: FleetOptions,
): Promise<readonly ZoneEnd[]> {
  const overtaken = new AbortController()
  const pursuit: Pursuit = { onProgress, signal: AbortSignal.any([signal, overtaken.signal]) }
  const ends = await pLimit(CONCURRENT_ZONES).map([...zones], async (zone): Promise<ZoneEnd> => {
    try {
      return await pursueZone(ports, { run, zone }, pursuit)
    } catch (error) {
      if (error instanceof RunOverlapError) overtaken.abort(error)
      ports.log.error('a zone has no summary', { zone, error })
      return { zone, failure: failureOf(error) }
    }
  })
  overtaken.signal.throwIfAborted()
  return ends
}
