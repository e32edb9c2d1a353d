import type { LostCapture } from '../alerts/messages/capture-failed.ts'
import { isRetryable } from '../errors.ts'
import type { ResourceRef } from '../model/resource.ts'
import { DELIVERIES, buryMessage, delayMessage } from './give-back.ts'
import type { ChangeMessage, ChangePorts } from './on-change.ts'
import { isOfAlerts } from './own-alerts.ts'

/** What became of one thing that a message asked for. `again`: it must be tried once more, later. */
export type Result =
  | { readonly type: 'done' }
  | {
      readonly type: 'again' | 'failed'
      readonly error: unknown
      /** What was to be captured; `undefined` when the message could not be read. */
      readonly resource?: ResourceRef
    }

/** A message, and what became of each thing that it asked for. */
export interface Settlement {
  readonly item: ChangeMessage
  readonly results: readonly Result[]
}

/** What becomes of a message: it comes again, or it is lost until somebody sees to it. */
export interface Settled {
  /** Id of a message that SQS must deliver again. */
  readonly again?: string
  /** One for each thing that the message asked for in vain. */
  readonly lost?: readonly LostCapture[]
}

/** An error as a result: one that may pass is tried again. @param resource what was to be captured */
export function resultOf(error: unknown, resource?: ResourceRef): Result {
  const type = isRetryable(error) ? 'again' : 'failed'
  return { type, error, ...(resource && { resource }) }
}

/**
 * Says what becomes of a message. One of which anything may succeed later goes back to the queue as a whole; what cannot
 * succeed would only fail again, and at its last delivery nothing is tried again, so then it goes to the dead-letter queue,
 * with the reason beside it.
 */
export async function settle(
  ports: Pick<ChangePorts, 'account' | 'queue' | 'clock' | 'log' | 'metrics'>,
  { item, results }: Settlement,
): Promise<Settled> {
  const undone = results.filter((result) => result.type !== 'done')
  const open = undone.filter(({ type }) => type === 'again')
  if (open.length > 0 && item.receiveCount < DELIVERIES) {
    ports.metrics.add('ChangesRetried', 'Count', 1)
    return { again: await delayMessage(ports, item) }
  }
  const failed = [...undone.filter(({ type }) => type === 'failed'), ...open]
  const [first] = failed
  if (first === undefined) return {}
  ports.metrics.add('ChangesDeadLettered', 'Count', 1)
  const again = await buryMessage(ports, item, first.error)
  if (again !== undefined) return { again }
  // People who cannot be told cannot be told of that either: the alarm of the dead-letter queue does.
  return isOfAlerts(item.body) ? {} : { lost: failed.map((one) => lostBy(ports, item, one)) }
}

function lostBy(
  { account, clock }: Pick<ChangePorts, 'account' | 'clock'>,
  { messageId }: ChangeMessage,
  { error, resource }: { readonly error?: unknown; readonly resource?: ResourceRef },
): LostCapture {
  const name = error instanceof Error ? error.name : 'UnknownError'
  return { account, resource, messageId, error: name, at: clock.now().toISOString() }
}
