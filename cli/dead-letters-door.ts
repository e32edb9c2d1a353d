import { openDeadLetterQueues } from '../shared/aws/dead-letter-queues.ts'
import type { DeadLetterApi } from '../shared/dead-letters/dead-letter-ports.ts'

/** The way to the dead-letter queues of a deployment, with the caller's own credentials. */
export interface DeadLettersDoor {
  /** @param region of the deployment */
  readonly open: (region: string) => DeadLetterApi
}

export const realDeadLettersDoor: DeadLettersDoor = { open: openDeadLetterQueues }
