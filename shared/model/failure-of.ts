import { messageOf } from './gaps.ts'
import { isRetryable } from '../errors.ts'
import type { Failure } from './run.ts'

/** What ended a step of a run, as a value for its report; a defect, too: the other steps go on. */
export function failureOf(error: unknown): Failure {
  const name = error instanceof Error ? error.name : 'Error'
  return { error: name, message: messageOf(error), retryable: isRetryable(error) }
}
