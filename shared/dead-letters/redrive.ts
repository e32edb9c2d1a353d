import { RequestRejectedError } from '../errors.ts'
import type { Clock } from '../ports/runtime.ts'
import type { DeadLetterApi, MoveTask } from './dead-letter-ports.ts'
import type { DeadLetterQueue } from './find-queues.ts'

/** Milliseconds between two looks at a move, and until it is left to itself. */
const LOOK = 2000
const PATIENCE = 60_000

/**
 * Gives all messages of a dead-letter queue back to the queue that they come from, by SQS's own redrive. A move that is
 * under way already is followed, for SQS allows one at a time.
 *
 * @returns the move as it is when it ends, or after a minute
 * @throws RequestRejectedError when they come from no queue
 */
export async function redriveQueue(
  { api, clock }: { readonly api: DeadLetterApi; readonly clock: Pick<Clock, 'now' | 'sleep'> },
  { arn, name, source }: Pick<DeadLetterQueue, 'arn' | 'name' | 'source'>,
): Promise<MoveTask> {
  if (source === undefined) throw new RequestRejectedError(`What waits in ${name} comes from no queue.`)
  const before = await api.lastMove(arn)
  if (before?.status !== 'RUNNING') await api.startMove(arn, source.arn)
  const end = clock.now().getTime() + PATIENCE
  for (;;) {
    const task = (await api.lastMove(arn)) ?? { status: 'RUNNING', moved: 0 }
    if (task.status !== 'RUNNING' || clock.now().getTime() >= end) return task
    await clock.sleep(LOOK)
  }
}
