import type { DeadLetter } from './dead-letter-ports.ts'
import { lostStart } from './explain-start.ts'
import { failedExecution } from './failed-execution.ts'
import type { DeadLetterQueue } from './find-queues.ts'

/** Whether a letter is about an execution, which Step Functions goes on with or starts. */
export function isAboutExecution(letter: Pick<DeadLetter, 'body' | 'attributes'>): boolean {
  return (failedExecution(letter) ?? lostStart(letter)) !== undefined
}

/** Whether anything takes a letter of a queue back: the queue that it comes from, or Step Functions. */
export function hasWayBack(
  letter: Pick<DeadLetter, 'body' | 'attributes'>,
  { source }: Pick<DeadLetterQueue, 'source'>,
): boolean {
  return source !== undefined || isAboutExecution(letter)
}
