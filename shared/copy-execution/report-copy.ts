import { copyAlert } from '../alerts/messages/copy-behind.ts'
import { compareCopy } from '../copies/compare-copy.ts'
import type { CopyFinding } from '../copies/compare-copy.ts'
import type { CopyState } from '../copies/copy-state.ts'
import { summarizeCopy } from '../copies/copy-state.ts'
import type { Failure } from '../model/run.ts'
import type { AlertDesk } from '../ports/alert-desk.ts'
import type { Metrics } from '../ports/runtime.ts'
import { cleanFailure } from '../report/clean-message.ts'
import type { CopyRoundPorts } from './copy-round.ts'
import type { CopiedSoFar } from './requests.ts'

/** What reporting touches. */
export interface ReportCopyPorts extends CopyRoundPorts {
  readonly metrics: Metrics
  readonly desk: AlertDesk
  /** Whom alerts are about. */
  readonly account: string
  /** How long the copy may lack what the vault has, in milliseconds. */
  readonly allowed: number
}

/** How a round of copying ended. */
export interface CopyEnd {
  readonly copied: CopiedSoFar
  /** Why it ended before its time. */
  readonly failure?: Failure | undefined
}

/**
 * Compares the copy with the vault, counts how far it is behind, and tells people when it lacks what it should have, and
 * again when it has it. What S3 replicates comes in any order, so a pointer may stand in the copy before its manifest:
 * that is a missing manifest, and counts when it has been missing for too long.
 *
 * @param until when to stop comparing: what was not looked at by then is not called whole
 * @throws errors of compareCopy; HoldfastError when nobody could be told
 */
export async function reportCopy(
  ports: ReportCopyPorts,
  { copied, failure }: CopyEnd,
  until: Date,
): Promise<{ readonly state: 'carried-out' | 'failed' }> {
  const { state, isComplete } = await compareUntil(ports, until)
  const report = {
    ...state,
    isComplete,
    from: ports.from.url,
    to: ports.to.url,
    failures: copied.failures,
    ...(failure && { failure: cleanFailure(failure) }),
    at: ports.clock.now().toISOString(),
    account: ports.account,
  }
  count(ports, report)
  const { lag, overdue, counts } = state
  ports.log.info('the copy is compared', { lag, overdue, isComplete, ...counts, ...copied })
  const alert = copyAlert(report)
  if (alert !== undefined) await ports.desk.tell([alert])
  return { state: failure === undefined ? 'carried-out' : 'failed' }
}

async function compareUntil(
  { from, to, filter, clock, allowed }: ReportCopyPorts,
  until: Date,
): Promise<{ readonly state: CopyState; readonly isComplete: boolean }> {
  let isComplete = true
  async function* inTime(): AsyncIterable<CopyFinding> {
    for await (const finding of compareCopy(from, to, filter)) {
      yield finding
      if (clock.now() < until) continue
      isComplete = false
      return
    }
  }
  const state = await summarizeCopy(inTime(), { now: clock.now(), allowed })
  return { state, isComplete }
}

function count(
  { metrics }: ReportCopyPorts,
  { lag, overdue, failures }: Pick<CopyState, 'lag' | 'overdue'> & { readonly failures: number },
): void {
  metrics.add('CopyLag', 'Seconds', lag)
  metrics.add('CopyOverdue', 'Count', overdue)
  metrics.add('CopyFailures', 'Count', failures)
}
