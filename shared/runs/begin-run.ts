import { RunBusyError, RunOverdueError, RunOverlapError, SettingInvalidError } from '../errors.ts'
import { given } from '../model/members.ts'
import type { RunMode } from '../model/run.ts'
import type { RunHeader } from '../model/work.ts'
import { RunPlan } from '../model/work.ts'
import { FORMAT_VERSION } from '../model/manifest.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { RegionsApi } from '../ports/zones-api.ts'
import { listRuns, recordStart } from '../report/run-list.ts'
import { findDocument, putDocument } from '../vault/stored-documents.ts'
import { runPlanKey } from '../vault/run-layout.ts'
import { discoverZones } from '../zones/discover-zones.ts'
import type { ZoneEnrolment } from '../zones/enrol.ts'
import { covers } from './covers.ts'
import { LOCK_TTL } from './hold-lock.ts'
import { acquireRunLock } from './lock.ts'
import type { RunPorts } from './run-ports.ts'

/**
 * How long a run waits for others, in milliseconds: a day. What begins later does the work of the next one, and a run
 * that never begins must not wait unseen (an execution may go on for a year: Step Functions quotas).
 */
const WAIT_LIMIT_MS = 86_400_000

/** What starts a run: the schedule's input, or a person's. */
export interface RunRequest {
  readonly account: string
  readonly runId: string
  readonly startedAt: string
  readonly mode: RunMode
  /** The plan that it is for alone. */
  readonly plan?: string | undefined
  /** Whether whoever starts it chose `zones` or `exclude`; they may be the deployment's, too. */
  readonly someZones?: true | undefined
  /** Who starts it by hand, by ARN. */
  readonly startedBy?: string | undefined
  /** Only these zones; without it all. */
  readonly zones?: readonly string[] | undefined
  readonly exclude?: readonly string[] | undefined
}

/** What the state machine carries: keys into the vault are made of it. */
export interface BegunRun {
  readonly run: RunHeader
  readonly zones: readonly string[]
}

export interface BeginPorts extends Pick<RunPorts, 'vault' | 'store' | 'clock' | 'log' | 'plans'> {
  readonly regions: RegionsApi
  /** Routes the change events of the regions to the hub. Without a deployment there is no hub. */
  readonly enrol?: (regions: readonly string[]) => Promise<readonly ZoneEnrolment[]>
}

/**
 * Begins a run: takes the account's lock, finds the zones, enrols them, writes the plan. Begun again under the same
 * id, it goes on with the plan that it made: zones that appear in between wait for the next run.
 *
 * @throws RunOverlapError while another run goes on that does the work of this one
 * @throws RunBusyError while another run goes on that does not: then this one is to be begun again later
 * @throws RunOverdueError when it has waited so for a day
 * @throws SettingInvalidError when there is no such plan
 * @throws HoldfastError when the regions cannot be listed or the vault cannot be used
 */
export async function beginRun(ports: BeginPorts, request: RunRequest): Promise<BegunRun> {
  const run = headerOf(request)
  checkPlan(ports.plans, request.plan)
  await takeLock(ports, request)
  const key = runPlanKey(run)
  const known = await findDocument(ports.store, RunPlan, key)
  if (known !== undefined) return { run: known.run, zones: known.zones }
  await recordStart(ports.store, run)
  const plan = await makePlan(ports, request, run)
  await putDocument(ports.store, RunPlan, plan, key)
  return { run, zones: plan.zones }
}

/** A run as its steps know it. */
export function headerOf({ account, runId, mode, plan, someZones, startedAt }: RunRequest): RunHeader {
  return { runId, account, mode, ...given({ plan, someZones }), startedAt }
}

/** A run for a plan that is not there would leave everything alone, and nobody would know. */
function checkPlan(plans: RunPorts['plans'], plan: string | undefined): void {
  if (plan === undefined || Object.hasOwn(plans?.plans ?? {}, plan)) return
  throw new SettingInvalidError(`There is no backup plan ${plan}.`, { evidence: { plan } })
}

async function takeLock(ports: Pick<BeginPorts, 'store' | 'clock'>, request: RunRequest): Promise<void> {
  const { account, runId, mode, plan, zones, exclude } = request
  const scope = {
    mode,
    ...(plan !== undefined && { plan }),
    ...(zones && { zones: [...zones] }),
    ...(exclude && { exclude: [...exclude] }),
  }
  const lock = await acquireRunLock(ports, { account, runId, scope }, LOCK_TTL)
  if (lock.state === 'acquired') return
  const { runId: holder, since } = lock.by
  const evidence = { account, runId, holder, since }
  if (covers(lock.by.scope, scope))
    throw new RunOverlapError(`Run ${holder} has been going on since ${since}; this one stops.`, { evidence })
  const goesOn = `Run ${holder} has been going on since ${since}`
  if (await waitedTooLong(ports, request))
    throw new RunOverdueError(`${goesOn}; this one has waited for a day, and gives up.`, { evidence })
  throw new RunBusyError(`${goesOn}; this one cannot begin before it ends.`, { evidence })
}

/** A run that had begun, and is taken up again by hand, may be as old as it likes. */
async function waitedTooLong(
  { store, clock }: Pick<BeginPorts, 'store' | 'clock'>,
  request: RunRequest,
): Promise<boolean> {
  if (clock.now().getTime() - Date.parse(request.startedAt) <= WAIT_LIMIT_MS) return false
  return (await findDocument(store, RunPlan, runPlanKey(headerOf(request)))) === undefined
}

async function makePlan(ports: BeginPorts, request: RunRequest, run: RunHeader): Promise<RunPlan> {
  const filter = {
    ...(request.zones && { zones: request.zones }),
    ...(request.exclude && { exclude: request.exclude }),
  }
  const { zones, newZones, unknownZones, ...gone } = await discoverZones(ports, run.account, filter)
  const goneZones = [...gone.vanishedZones]
  const announced = await announcedBefore(ports.store, run)
  const vanishedZones = goneZones.filter((zone) => !announced.includes(zone))
  const enrolments = (await ports.enrol?.(zones.filter((zone) => zone !== 'edge'))) ?? []
  const notEnrolled = enrolments.flatMap(({ zone, failure }) =>
    failure ? [{ zone, error: failure.error, message: failure.message }] : [],
  )
  if (notEnrolled.length > 0)
    ports.log.error('regions could not be enrolled: their change events do not arrive', { notEnrolled })
  const by = request.startedBy === undefined ? {} : { startedBy: request.startedBy }
  const found = { zones: [...zones], newZones: [...newZones], vanishedZones, goneZones }
  return { format: FORMAT_VERSION, run, ...by, ...found, unknownZones: [...unknownZones], notEnrolled }
}

/** Zones that the run before this one knew to be gone: they were announced, by it or by an earlier one. */
async function announcedBefore(store: ObjectStore, { runId }: RunHeader): Promise<readonly string[]> {
  const { runs } = await listRuns(store, 2)
  const before = runs.find((run) => run.runId !== runId)
  const plan = before && (await findDocument(store, RunPlan, runPlanKey(before)))
  return plan?.goneZones ?? []
}
