import { copyAlert } from '../alerts/messages/copy-behind.ts'
import { compareCopy } from '../copies/compare-copy.ts'
import { keepComparison } from '../copies/comparison.ts'
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
 * @throws errors of compareCopy; HoldfastError when nobody could be told, or the comparison not be written down
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
    isByPlan: ports.openFilter !== undefined,
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
  // That the copy is not compared in time tells CopyUnmeasuredAlarm where CloudWatch can look so far back, and else the audit.
  // What was found in a part of it is told once, however long it lasts, and says nothing of the rest.
  if (isComplete) {
    ports.metrics.add('CopiesCompared', 'Count', 1)
    await keepComparison(ports.from, ports.clock.now())
  }
  return { state: failure === undefined ? 'carried-out' : 'failed' }
}

type Counted = Pick<CopyState, 'lag' | 'overdue'> & {
  readonly failures: number
  readonly failure?: Failure
  readonly isComplete: boolean
}

async function compareUntil(
  { from, to, openFilter, clock, allowed }: ReportCopyPorts,
  until: Date,
): Promise<{ readonly state: CopyState; readonly isComplete: boolean }> {
  let isComplete = true
  const goesOn = () => (isComplete &&= clock.now() < until)
  const findings = compareCopy(from, to, openFilter?.(), { goesOn })
  const state = await summarizeCopy(findings, { now: clock.now(), allowed })
  return { state, isComplete }
}

/** Of a copy that was looked at in part nothing good is counted: what is missing may stand in the rest. */
function count({ metrics }: ReportCopyPorts, { lag, overdue, failures, failure, isComplete }: Counted): void {
  if (isComplete || lag > 0) metrics.add('CopyLag', 'Seconds', lag)
  if (isComplete || overdue > 0) metrics.add('CopyOverdue', 'Count', overdue)
  metrics.add('CopyFailures', 'Count', failures + (failure === undefined ? 0 : 1))
}
