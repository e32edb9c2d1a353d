import { RequestRejectedError, ServiceFaultError } from '../errors.ts'
import { textOf } from '../model/members.ts'
import type { FunctionDescription, FunctionRef, LambdaApi } from '../ports/lambda-api.ts'
import type { Clock } from '../ports/runtime.ts'

/** Milliseconds: the first wait, the longest, and all together. A snapshot of SnapStart takes minutes. */
const FIRST_WAIT = 250
const LONGEST_WAIT = 5000
const PATIENCE = 600_000

/**
 * Waits until Lambda is done with what was asked of a function or version: it refuses changes until then.
 *
 * @throws RequestRejectedError when Lambda could not do it, with its reason
 * @throws ServiceFaultError when it takes more than ten minutes
 * @throws NotFoundError when there is no such function
 */
export async function settle(
  lambda: Pick<LambdaApi, 'getFunction'>,
  clock: Clock,
  ref: FunctionRef,
): Promise<FunctionDescription> {
  const deadline = clock.now().getTime() + PATIENCE
  for (let wait = FIRST_WAIT; ; wait = Math.min(wait * 1.5, LONGEST_WAIT)) {
    const found = await lambda.getFunction(ref)
    if (isSettled(found, ref)) return found
    if (clock.now().getTime() >= deadline) {
      throw new ServiceFaultError(`Lambda is still at work on ${nameOf(ref)} after ten minutes.`)
    }
    await clock.sleep(wait)
  }
}

function isSettled({ configuration }: FunctionDescription, ref: FunctionRef): boolean {
  const state = textOf(configuration, 'State')
  const update = textOf(configuration, 'LastUpdateStatus')
  if (state === 'Failed' || update === 'Failed') {
    const reason = textOf(configuration, state === 'Failed' ? 'StateReason' : 'LastUpdateStatusReason')
    throw new RequestRejectedError(
      `Lambda could not set up ${nameOf(ref)}: ${reason ?? 'it gives no reason'}`,
      {
        evidence: { function: ref.name, qualifier: ref.qualifier },
      },
    )
  }
  return state !== 'Pending' && update !== 'InProgress'
}

function nameOf({ name, qualifier }: FunctionRef): string {
  return qualifier === undefined ? name : `${name}:${qualifier}`
}
