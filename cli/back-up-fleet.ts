import type { Caller } from '../shared/aws/caller.ts'
import type { RunReport } from '../shared/model/run.ts'
import type { RunHeader } from '../shared/model/work.ts'
import type { ObjectStore } from '../shared/ports/object-store.ts'
import type { RegionsApi } from '../shared/ports/zones-api.ts'
import { troubleCount } from '../shared/report/tally.ts'
import type { RunRequest } from '../shared/runs/begin-run.ts'
import { namesZones } from '../shared/runs/covers.ts'
import type { FleetPorts } from '../shared/runs/run-fleet.ts'
import { runFleet } from '../shared/runs/run-fleet.ts'
import { readVaultRecord } from '../shared/vault/gate.ts'
import { compactTime } from '../shared/vault/layout.ts'
import { reportKey } from '../shared/vault/run-layout.ts'
import { compareZones } from '../shared/zones/compare-zones.ts'
import type { ZoneFilter } from '../shared/zones/zone-filter.ts'
import { openCaptureVault } from './capture-vault.ts'
import { CommandError } from './command-error.ts'
import { DEFAULT_STACK } from './deployment.ts'
import type { Ending } from './exit-codes.ts'
import { findStoppedRun } from './find-run.ts'
import { startFleetDisplay } from './fleet-progress.ts'
import { runReportText } from './run-text.ts'
import type { CommandResult, Session } from './session.ts'

/** A run over the whole account, or the rest of one. */
export interface FleetCommand extends ZoneFilter {
  /** Id of a run to go on with; it has its zones and its mode already. */
  readonly resume: string | undefined
  readonly deep: boolean
  readonly quotaShare: number
  /** Plan file that is named. */
  readonly plans: string | undefined
}

/**
 * Runs over every zone of the account, as the schedule of a deployment does, with the caller's own credentials. The
 * report is in the vault afterwards; nobody is told but the caller.
 */
export async function backUpFleet(session: Session, command: FleetCommand): Promise<CommandResult> {
  const { world } = session
  const caller = await world.aws.readCaller()
  const ports = await openFleet(session, caller, command)
  const { url } = ports.store
  const request = await requestOf(session, ports.store, { caller, command })
  const display = startFleetDisplay(world.stderr)
  const signal = world.interruption.claim()
  signal.addEventListener('abort', () => {
    display.say('Stopping after the functions in flight; interrupt again to end at once.')
  })
  try {
    const end = await runFleet(ports, request, { signal, onProgress: display.tell })
    return end.state === 'ended' ? reportResult(url, end.report) : stoppedResult(url, end.run)
  } finally {
    display.stop()
  }
}

async function openFleet(
  session: Session,
  { account, region }: Caller,
  { quotaShare, resume, plans, ...filter }: FleetCommand,
): Promise<FleetPorts> {
  const { world, log } = session
  const store = world.openStore(session.vaultUrl())
  // Before anything is written: what stands there may be the vault of a newer version.
  await readVaultRecord(store)
  const whenMissing = resume === undefined ? 'create' : 'fail'
  const target = await openCaptureVault(session, { plans, whenMissing })
  const ports = { ...target, clock: world.clock, log }
  const regions = world.zones.openRegions(region)
  return {
    ...ports,
    store,
    metrics: { add: () => undefined },
    regions: resume === undefined ? await checkedRegions(regions, filter) : regions,
    openZone: await world.aws.openDrivers({ ...ports, account }, quotaShare),
    // Whoever typed the command sees how it ended: no alert is made, so none names a deployment.
    alerts: { tell: async () => {} },
    tellsNobody: true,
    deployment: { stack: DEFAULT_STACK, hub: region },
  }
}

/** The regions, listed once. @throws CommandError when the filter names others, or leaves none: a typing error */
async function checkedRegions(regions: RegionsApi, filter: ZoneFilter): Promise<RegionsApi> {
  const enabled = await regions.listEnabled()
  const { zones, unknownZones } = compareZones(enabled, [], filter)
  if (unknownZones.length === 0 && zones.length > 0) return { listEnabled: async () => enabled }
  throw new CommandError({
    what:
      unknownZones.length > 0
        ? `The account has no zone ${unknownZones.join(', ')}.`
        : 'Every zone is excluded.',
    advice: '`holdfast zones` shows those that it has; a region must be enabled for the account first.',
    ending: 'usage',
  })
}

async function requestOf(
  session: Session,
  store: ObjectStore,
  { caller, command }: { readonly caller: Caller; readonly command: FleetCommand },
): Promise<RunRequest> {
  const { account, principal } = caller
  if (command.resume !== undefined)
    return await findStoppedRun(session, store, { account, runId: command.resume })
  const { clock, newId } = session.world
  const now = clock.now()
  const { zones, exclude, deep } = command
  return {
    account,
    runId: `cli-${compactTime(now)}-${newId().slice(0, 4)}`,
    startedAt: now.toISOString(),
    startedBy: principal,
    mode: deep ? 'deep' : 'quick',
    ...(namesZones({ zones, exclude }) && { someZones: true as const }),
    zones,
    exclude,
  }
}

function reportResult(url: string, report: RunReport): CommandResult {
  const page = `${url}/${reportKey(report, 'html')}`
  return {
    ending: endingOf(report),
    json: { vault: url, stopped: false, runId: report.runId, report },
    text: (style) => `${runReportText(style, report)}\n\n${page}`,
  }
}

/** How a run ends: unlike an alert in the night, the command line tells of gaps by its exit code too. */
function endingOf({ state, totals }: RunReport): Ending {
  if (state === 'failed') return 'failed'
  if (state === 'partly' || troubleCount(totals) + totals.gapCount > 0) return 'partly'
  return totals.found + totals.deletedCount === 0 ? 'nothingFound' : 'done'
}

function stoppedResult(url: string, { runId }: RunHeader): CommandResult {
  return {
    ending: 'partly',
    json: { vault: url, stopped: true, runId },
    text: (style) =>
      `${style.warn(`Run ${runId} is stopped and not done.`)}\nholdfast backup --all --resume ${runId} --vault ${url}`,
  }
}
