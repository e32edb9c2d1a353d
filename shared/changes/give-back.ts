import { HoldfastError, isRetryable } from '../errors.ts'
import type { ResourceRef } from '../model/resource.ts'
import { resourcePath } from '../model/resource.ts'
import type { ChangeMessage, ChangePorts } from './on-change.ts'

/** Seconds until a message that failed is tried again, by how often it was tried: half a minute, doubled, at most 15 minutes. */
export function retryDelay(receiveCount: number): number {
  return Math.min(900, 30 * 2 ** (receiveCount - 1))
}

/**
 * Says what becomes of messages that could not be answered. A retryable failure goes back to the queue, whose
 * redrive policy ends it; any other would only fail again, so it goes to the dead-letter queue at once, with the
 * reason beside it.
 *
 * @returns ids of the messages that SQS must deliver again
 */
export async function giveBack(
  ports: Pick<ChangePorts, 'queue' | 'log' | 'metrics'>,
  items: readonly ChangeMessage[],
  error: unknown,
  resource?: ResourceRef,
): Promise<string[]> {
  const again = isRetryable(error)
  ports.log.error(again ? 'change will be tried again' : 'change goes to the dead-letter queue', {
    messageIds: items.map((item) => item.messageId),
    ...(resource ? { resource: resourcePath(resource) } : {}),
    error,
  })
  ports.metrics.add(again ? 'ChangesRetried' : 'ChangesDeadLettered', 'Count', items.length)
  const results = await Promise.all(
    items.map((item) => (again ? delay(ports, item) : bury(ports, item, error))),
  )
  return results.filter((id) => id !== undefined)
}

/**
 * Asks for the messages once more, later: their function was captured, but a part of it was missing for the moment.
 *
 * @returns their ids
 */
export async function readAgain(
  ports: Pick<ChangePorts, 'queue' | 'log' | 'metrics'>,
  items: readonly ChangeMessage[],
): Promise<string[]> {
  ports.metrics.add('ChangesRetried', 'Count', items.length)
  return Promise.all(items.map((item) => delay(ports, item)))
}

async function delay(
  { queue, log }: Pick<ChangePorts, 'queue' | 'log'>,
  item: ChangeMessage,
): Promise<string> {
  try {
    await queue.retryIn(item.receiptHandle, retryDelay(item.receiveCount))
  } catch (error) {
    log.warn('the delay could not be set: the message comes back after the visibility timeout', { error })
  }
  return item.messageId
}

/** The message counts as answered only once the dead-letter queue has it; until then SQS keeps it. */
async function bury(
  { queue, log }: Pick<ChangePorts, 'queue' | 'log'>,
  item: ChangeMessage,
  error: unknown,
): Promise<string | undefined> {
  try {
    await queue.deadLetter(item.body, reasonOf(error))
    return undefined
  } catch (failure) {
    log.error('the dead-letter queue refused a message: it goes back to its queue', { error: failure })
    return item.messageId
  }
}

function reasonOf(error: unknown): { readonly error: string; readonly message: string } {
  if (error instanceof HoldfastError) return { error: error.name, message: error.message }
  if (error instanceof Error)
    return { error: error.name, message: 'A programming error: see the log of on-change.' }
  return {
    error: 'UnknownError',
    message: 'Something that is no error was thrown: see the log of on-change.',
  }
}
