import { openDeadLetterQueues } from '../shared/aws/dead-letter-queues.ts'
import { openExecutions } from '../shared/aws/executions.ts'
import type { DeadLetterApi, ExecutionsApi } from '../shared/dead-letters/dead-letter-ports.ts'

/** The way to the dead-letter queues of a deployment, with the caller's own credentials. */
export interface DeadLettersDoor {
  /** @param region of the deployment */
  readonly open: (region: string) => DeadLetterApi
  /** @param region of the deployment */
  readonly openExecutions: (region: string) => ExecutionsApi
}

export const realDeadLettersDoor: DeadLettersDoor = { open: openDeadLetterQueues, openExecutions }
