import { RunOverlapError } from '../errors.ts'
import type { RunHeader } from '../model/work.ts'
import { renewRunLock } from './lock.ts'
import type { RunPorts } from './run-ports.ts'

/**
 * How long a run holds the account without renewing, in milliseconds. Every step renews it, and no step is longer
 * than Lambda's 15 minutes: a lock that is not renewed for 40 is a dead run's.
 */
export const LOCK_TTL = 40 * 60_000

/**
 * Renews the run's lock, or stops the run.
 * @throws RunOverlapError when another run took over, because this one was thought dead
 */
export async function holdLock(
  { store, clock }: Pick<RunPorts, 'store' | 'clock'>,
  { account, runId }: Pick<RunHeader, 'account' | 'runId'>,
): Promise<void> {
  const { state } = await renewRunLock({ store, clock }, { account, runId }, LOCK_TTL)
  if (state === 'lost') {
    throw new RunOverlapError(`Run ${runId} lost its lock: another run of account ${account} goes on.`, {
      evidence: { account, runId },
    })
  }
}
