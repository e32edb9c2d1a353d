import type { PutTargetsCommandOutput, RemoveTargetsCommandOutput } from '@aws-sdk/client-eventbridge'
import { RequestRejectedError } from '../errors.ts'

/** One page of a list, and where the next begins. */
export interface Page<T> {
  readonly items: readonly T[] | undefined
  readonly next: string | undefined
}

/** The items of a list of EventBridge, for which the SDK has no paginators, read to its last page. */
export async function listPages<T>(
  read: (token: string | undefined) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const all: T[] = []
  let token: string | undefined
  do {
    const { items, next } = await read(token)
    all.push(...(items ?? []))
    token = next
  } while (token !== undefined)
  return all
}

/** These calls answer 200 with a count of what they did not do. @throws RequestRejectedError */
export function refuseFailures(
  operation: string,
  answer: PutTargetsCommandOutput | RemoveTargetsCommandOutput,
): void {
  if ((answer.FailedEntryCount ?? 0) === 0) return
  const reason = answer.FailedEntries?.[0]?.ErrorMessage ?? 'without a reason'
  throw new RequestRejectedError(`${operation}: refused: ${reason}`)
}
