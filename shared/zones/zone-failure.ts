import { HoldfastError } from '../errors.ts'
import type { Failure } from '../model/run.ts'

/**
 * What is wrong with a zone, as a value: one zone's failure stops no other.
 * @throws the error itself when it is no failure of AWS but a defect of Holdfast
 */
export function zoneFailure(error: unknown): Failure {
  if (!(error instanceof HoldfastError)) throw error
  return { error: error.name, message: error.message, retryable: error.retryable }
}
