import type { AnsweredChanges } from '../activity/change-lines.ts'
import type { CommandPlace } from '../model/command-place.ts'
import type { LostCapture } from '../alerts/messages/capture-failed.ts'
import { captureFailed, capturedAgain } from '../alerts/messages/capture-failed.ts'
import { functionDeleted } from '../alerts/messages/function-deleted.ts'
import { gapAlerts, gapClosed } from '../alerts/messages/gap.ts'
import type { Alert } from '../model/alert.ts'
import type { Change } from '../model/change.ts'
import { passingGap } from '../model/gaps.ts'
import { retryDelay } from './give-back.ts'
import type { ChangePorts } from './on-change.ts'
import { tellMessages } from './own-alerts.ts'

/** Calls that delete what is protected; many others begin with `Delete`. */
const DELETIONS: readonly string[] = ['DeleteFunction', 'DeleteKeyValueStore', 'DeleteDistribution']

/** What a batch gives reason to tell. */
export interface BatchNews {
  readonly answered: readonly AnsweredChanges[]
  /** Messages that went to the dead-letter queue. */
  readonly lost: readonly LostCapture[]
}

/**
 * Tells people of functions that were deleted, of gaps, of changes that are not captured, and that captures of what
 * failed work again. When that fails the alerts go to the queue, and are told later: no capture is done again for it.
 */
export async function tellPeople(
  ports: Pick<ChangePorts, 'alerts' | 'place' | 'queue' | 'log' | 'metrics'>,
  { answered, lost }: BatchNews,
): Promise<void> {
  const alerts = [
    ...answered.flatMap((one) => alertsOf(one, ports.place)),
    ...lost.map((one) => captureFailed(one, ports.place)),
  ]
  if (alerts.length === 0) return
  try {
    await ports.alerts.tell(alerts)
  } catch (error) {
    ports.log.error('people could not be told: it is tried again', { alerts: alerts.length, error })
    await tellLater(ports, alerts)
  }
}

async function tellLater(
  { queue, log, metrics }: Pick<ChangePorts, 'queue' | 'log' | 'metrics'>,
  alerts: readonly Alert[],
): Promise<void> {
  try {
    await queue.sendLater(tellMessages(alerts), retryDelay(1))
  } catch (error) {
    // An end that is no news, or that the next capture or run tells, is nothing that people miss.
    const missed = alerts.filter(({ state }) => state !== 'ended')
    metrics.add('AlertsNotTold', 'Count', missed.length)
    log.error('people are not told', { keys: alerts.map(({ key }) => key), error })
  }
}

function alertsOf(
  { resource, changes, outcome, at }: AnsweredChanges,
  place: CommandPlace,
): readonly Alert[] {
  if (outcome.type === 'failed') return []
  const when = at.toISOString()
  const closed = 'closedGaps' in outcome ? (outcome.closedGaps ?? []) : []
  const over = [
    ...(passingGap(outcome) === undefined ? [capturedAgain(resource, when)] : []),
    ...closed.map((part) => gapClosed({ resource, part }, when)),
  ]
  if (outcome.type !== 'deleted')
    return [
      ...gapAlerts(
        (outcome.gaps ?? []).map((gap) => ({ ...gap, resource })),
        when,
        place,
      ),
      ...over,
    ]
  const { manifest } = outcome
  if (manifest === undefined) return over
  return [functionDeleted({ resource, manifest, at: when, by: deletionOf(changes) }, place.vaultUrl), ...over]
}

function deletionOf(changes: readonly Change[]): Change | undefined {
  return changes.findLast(({ eventName }) => DELETIONS.includes(eventName))
}
