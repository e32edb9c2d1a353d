import { isRetryable } from '../errors.ts'
import { buryMessage, delayMessage } from './give-back.ts'
import type { ChangeMessage, ChangePorts } from './on-change.ts'

/** What became of one thing that a message asked for. `again`: it must be tried once more, later. */
export type Result =
  | { readonly type: 'done' }
  | { readonly type: 'again' }
  | { readonly type: 'failed'; readonly error: unknown }

/** A message, and what became of each thing that it asked for. */
export interface Settlement {
  readonly item: ChangeMessage
  readonly results: readonly Result[]
}

/** An error as a result: one that may pass is tried again. */
export function resultOf(error: unknown): Result {
  return isRetryable(error) ? { type: 'again' } : { type: 'failed', error }
}

/**
 * Says what becomes of a message. One of which anything may succeed later goes back to the queue as a whole, whose
 * redrive policy ends it; what cannot succeed would only fail again, so it goes to the dead-letter queue, with the
 * reason beside it, once nothing else of it is open.
 *
 * @returns its id when SQS must deliver it again
 */
export async function settle(
  ports: Pick<ChangePorts, 'queue' | 'log' | 'metrics'>,
  { item, results }: Settlement,
): Promise<string | undefined> {
  if (results.some(({ type }) => type === 'again')) {
    ports.metrics.add('ChangesRetried', 'Count', 1)
    return await delayMessage(ports, item)
  }
  const [failed] = results.filter((result) => result.type === 'failed')
  if (failed === undefined) return undefined
  ports.metrics.add('ChangesDeadLettered', 'Count', 1)
  return await buryMessage(ports, item, failed.error)
}
