import pLimit from 'p-limit'
import { backupZone } from '../shared/capture/backup-zone.ts'
import { captureFunction } from '../shared/capture/capture-function.ts'
import type { CapturePorts } from '../shared/capture/capture-function.ts'
import type { Cause } from '../shared/model/manifest.ts'
import type { Outcome } from '../shared/model/outcome.ts'
import { isRetryable } from '../shared/errors.ts'
import type { ZoneReport } from './backup-report.ts'
import { explain } from './explain.ts'

/** What is backed up in one zone. */
export interface BackupRequest {
  readonly account: string
  readonly region: string
  readonly cause: Cause
  /** Only these functions; without it all of them. */
  readonly functions?: readonly string[] | undefined
  readonly deep: boolean
  /** Functions read side by side. */
  readonly concurrency: number
}

/** Told of steps that were added to the work, and of each that is done. */
export interface BackupProgress {
  readonly planned: (steps: number) => void
  readonly done: () => void
}

type ZoneOutcome = Pick<ZoneReport, 'outcomes' | 'unread'>

/**
 * Backs up one zone, or some functions of it.
 * @throws HoldfastError when the zone cannot be listed or the vault cannot be used
 */
export async function backUp(
  ports: CapturePorts,
  request: BackupRequest,
  progress: BackupProgress,
): Promise<ZoneOutcome> {
  return request.functions === undefined
    ? await backUpAll(ports, request, progress)
    : await backUpSome(ports, request, request.functions, progress)
}

async function backUpAll(
  ports: CapturePorts,
  { account, region, cause, deep, concurrency }: BackupRequest,
  progress: BackupProgress,
): Promise<ZoneOutcome> {
  const zone = { account, region, cause, concurrency, mode: deep ? 'deep' : 'quick' } as const
  const { outcomes, plan } = await backupZone(ports, zone, (step) => {
    if (step.type === 'planned') progress.planned(step.plan.read.length + step.plan.gone.length)
    else progress.done()
  })
  return { outcomes, unread: plan.unchanged.length }
}

async function backUpSome(
  ports: CapturePorts,
  request: BackupRequest,
  names: readonly string[],
  progress: BackupProgress,
): Promise<ZoneOutcome> {
  const limit = pLimit(request.concurrency)
  progress.planned(names.length)
  const outcomes = await limit.map([...names], async (name) => {
    const outcome = await captureOne(ports, request, name)
    progress.done()
    return outcome
  })
  return { outcomes, unread: 0 }
}

async function captureOne(ports: CapturePorts, request: BackupRequest, name: string): Promise<Outcome> {
  const { account, region, cause } = request
  try {
    return await captureFunction(ports, { account, region, name, cause })
  } catch (error) {
    ports.log.error('a function could not be captured', { region, name, error })
    const resource = { account, zone: region, kind: 'function', name } as const
    const errorName = error instanceof Error ? error.name : 'Error'
    return {
      type: 'failed',
      resource,
      error: errorName,
      message: explain(error).what,
      retryable: isRetryable(error),
    }
  }
}
