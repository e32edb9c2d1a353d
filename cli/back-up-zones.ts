import type { Caller } from '../shared/aws/caller.ts'
import { backUp } from './back-up.ts'
import type { BackupProgress } from './back-up.ts'
import { endingOf, reportText, totalsOf } from './backup-report.ts'
import type { ZoneReport } from './backup-report.ts'
import type { CaptureVault } from './capture-vault.ts'
import { openCaptureVault } from './capture-vault.ts'
import { explain } from './explain.ts'
import type { Progress } from './progress.ts'
import type { CommandResult, Session } from './session.ts'

/** What is backed up in some regions, without a run over the fleet. */
export interface ZonesRequest {
  /** Without it the caller's own region. */
  readonly regions: readonly string[] | undefined
  /** Only these functions; without it all of them. */
  readonly functions: readonly string[] | undefined
  readonly deep: boolean
  /** Functions read side by side in each region. */
  readonly concurrency: number
  readonly quotaShare: number
  /** Plan file that is named. */
  readonly plans: string | undefined
}

/** Backs up some regions, or some functions of them. @throws when not one region could be read */
export async function backUpZones(session: Session, request: ZonesRequest): Promise<CommandResult> {
  const url = session.vaultUrl()
  const caller = await session.world.aws.readCaller(request.regions?.[0])
  const regions = [...new Set(request.regions ?? [caller.region])]
  const target = await openCaptureVault(session, { plans: request.plans, whenMissing: 'create' })
  const zones = await backUpEach(session, regions, { target, caller, request })
  return {
    ending: endingOf(zones),
    json: {
      vault: url,
      account: caller.account,
      principal: caller.principal,
      totals: totalsOf(zones),
      zones,
    },
    text: (style) => reportText(style, url, zones),
  }
}

interface Job {
  readonly target: CaptureVault
  readonly caller: Caller
  readonly request: ZonesRequest
}

/** Zones are independent, quotas included: they run side by side. */
async function backUpEach(
  session: Session,
  regions: readonly string[],
  job: Job,
): Promise<readonly ZoneReport[]> {
  const bar = session.progress('backup')
  const progress = sumProgress(bar)
  try {
    const attempts = await Promise.allSettled(
      regions.map((region) => backUpOne(session, job, region, progress)),
    )
    const failures = attempts.flatMap((attempt) =>
      attempt.status === 'rejected' ? [attempt.reason as unknown] : [],
    )
    if (failures.length === attempts.length) throw failures[0]
    return attempts.map((attempt, index) =>
      attempt.status === 'fulfilled' ? attempt.value : failedZone(regions[index] ?? '', attempt.reason),
    )
  } finally {
    bar.stop()
  }
}

async function backUpOne(
  { world, log }: Session,
  { target, caller, request }: Job,
  region: string,
  progress: BackupProgress,
): Promise<ZoneReport> {
  const { apiCalls, ...sources } = world.aws.openZone(region, request.quotaShare)
  const ports = { ...sources, ...target, clock: world.clock, log }
  const cause = { type: 'person', principal: caller.principal } as const
  const { deep, concurrency, functions } = request
  const zone = { account: caller.account, region, cause, functions, deep, concurrency }
  const outcome = await backUp(ports, zone, progress)
  return { zone: region, ...outcome, apiCalls: apiCalls() }
}

function failedZone(zone: string, reason: unknown): ZoneReport {
  const name = reason instanceof Error ? reason.name : 'Error'
  return { zone, outcomes: [], unread: 0, apiCalls: 0, error: { name, message: explain(reason).what } }
}

/** One bar for all zones. */
function sumProgress(bar: Progress): BackupProgress {
  let steps = 0
  let done = 0
  return {
    planned: (more) => {
      steps += more
      bar.update(done, steps)
    },
    done: () => {
      done += 1
      bar.update(done, steps)
    },
  }
}
