import { HoldfastError } from '../shared/errors.ts'
import type { ErrorDetails } from '../shared/errors.ts'
import type { Ending } from './exit-codes.ts'

/** What went wrong with one command, and what its caller can do about it: one sentence each. */
export interface Explanation {
  readonly what: string
  readonly advice: string
  readonly ending: Ending
}

/** A command cannot go on, and knows what its caller should do. */
export class CommandError extends HoldfastError {
  override readonly name = 'CommandError'
  override readonly retryable = false
  readonly explanation: Explanation

  constructor(explanation: Explanation, details: ErrorDetails = {}) {
    super(explanation.what, details)
    this.explanation = explanation
  }
}
