import { HoldfastError } from '../../errors.ts'
import type { JsonObject } from '../../model/json.ts'
import { MARK } from '../steps/create-function.ts'
import type { StepContext } from '../step-action.ts'
import type { EdgePlace } from './edge-ports.ts'

/** The tags of something that a restore creates: by these it is known from what somebody else made meanwhile. */
export function markTags({ plan }: Pick<StepContext, 'plan'>): JsonObject {
  return { Items: [{ Key: MARK, Value: plan.request.restoreId }] }
}

/** Whether this restore made it. */
export async function isMarked(
  { cloudfront }: Pick<EdgePlace, 'cloudfront'>,
  arn: string,
  { plan }: Pick<StepContext, 'plan'>,
): Promise<boolean> {
  return (await cloudfront.listTags(arn))[MARK] === plan.request.restoreId
}

/** Whether something of that name is there already: a request whose answer was lost is sent again by the SDK, too. */
export function isTaken(error: unknown): boolean {
  const name = error instanceof HoldfastError ? error.evidence['awsError'] : undefined
  return name === 'FunctionAlreadyExists' || name === 'EntityAlreadyExists'
}
