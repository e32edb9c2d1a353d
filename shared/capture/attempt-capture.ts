import { isRetryable } from '../errors.ts'
import type { ResourceRef } from '../model/resource.ts'
import { resourcePath } from '../model/resource.ts'
import type { Log } from '../ports/runtime.ts'
import type { Capture } from './keep-point.ts'
import { messageOf } from '../model/gaps.ts'

/** Captures one resource of a run. What fails is an outcome, told to the log; the run goes on. */
export async function attemptCapture(
  log: Log,
  resource: ResourceRef,
  capture: () => Promise<Capture>,
): Promise<Capture> {
  try {
    return await capture()
  } catch (error) {
    log.error('a resource could not be captured', { resource: resourcePath(resource), error })
    const named = error instanceof Error ? error.name : 'Error'
    const failure = { error: named, message: messageOf(error), retryable: isRetryable(error) }
    return { outcome: { type: 'failed', resource, ...failure }, isProvisional: true }
  }
}
