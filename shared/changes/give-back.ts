import { HoldfastError } from '../errors.ts'
import type { ChangeMessage, ChangePorts } from './on-change.ts'

/** How often SQS delivers a message: `maxReceiveCount` in infrastructure/changes.yml. */
export const DELIVERIES = 5

/** Seconds until a message that failed is tried again, by how often it was tried: half a minute, doubled, at most 15 minutes. */
export function retryDelay(receiveCount: number): number {
  return Math.min(900, 30 * 2 ** (receiveCount - 1))
}

/** Asks for a message once more, later. @returns its id, for SQS's partial answer */
export async function delayMessage(
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

/**
 * Puts a message into the dead-letter queue. It counts as answered only once that has it; until then SQS keeps it.
 *
 * @returns its id when SQS must deliver it again
 */
export async function buryMessage(
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
