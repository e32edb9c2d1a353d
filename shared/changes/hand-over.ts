import * as z from 'zod'
import { Change } from '../model/change.ts'
import { resourcePath } from '../model/resource.ts'
import type { Arrival } from './coalesce.ts'
import { retryDelay } from './give-back.ts'
import type { ChangeMessage, ChangePorts } from './on-change.ts'

/**
 * A message of on-change to itself: a function that changes of its triggers concern, and that is still to be captured.
 * No event of EventBridge has these members.
 */
const HandedOver = z.strictObject({ handedOver: z.array(Change).min(1) })

/** What a message asks for. */
export interface ChangeRequest {
  readonly item: ChangeMessage
  readonly arrivals: readonly Arrival<ChangeMessage>[]
}

/** The changes that a message hands over; `undefined` when it is an event. */
export function handedOver(body: string): readonly Change[] | undefined {
  // Anything else may be malformed in ways that only its reader tells of.
  return body.startsWith('{"handedOver":') ? HandedOver.parse(JSON.parse(body)).handedOver : undefined
}

/** Whether a message asks for more than one function. */
export function asksForSeveral({ arrivals }: ChangeRequest): boolean {
  return new Set(arrivals.map(({ change }) => resourcePath(change.resource))).size > 1
}

/**
 * Puts each function that must be tried again, of messages that ask for several, into the queue as a message of its
 * own. So an API with a thousand functions behind it is captured piece by piece, however long that takes: its message
 * would come back as a whole each time, until the queue's five deliveries are over.
 *
 * @param again paths of the functions that have not succeeded yet
 * @returns paths of the functions that are in the queue now; none when it refused them
 */
export async function handOver(
  { queue, log, metrics }: Pick<ChangePorts, 'queue' | 'log' | 'metrics'>,
  requests: readonly ChangeRequest[],
  again: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const open = requests.filter(asksForSeveral).flatMap(({ arrivals }) => arrivals.map(({ change }) => change))
  const changes = Map.groupBy(open, ({ resource }) => resourcePath(resource))
  const pending = [...changes].filter(([path]) => again.has(path))
  if (pending.length === 0) return new Set()
  const bodies = pending.map(([, handedOver]) => JSON.stringify({ handedOver }))
  try {
    await queue.sendLater(bodies, retryDelay(1))
    metrics.add('ChangesRetried', 'Count', pending.length)
    return new Set(pending.map(([path]) => path))
  } catch (error) {
    log.warn('functions could not be handed over: their messages come back as a whole', { error })
    return new Set()
  }
}
