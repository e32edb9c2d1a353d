import { HoldfastError } from '../errors.ts'
import type { Blindness } from '../model/audit.ts'

/** Something that an audit looked at: seen, not to be seen for a reason, or not there to be looked at. */
export type Seen<T> =
  | { readonly type: 'seen'; readonly value: T }
  | Unseen
  | { readonly type: 'none'; readonly reason: string }

/** It could not be told; `blind` where it should have been. */
export interface Unseen {
  readonly type: 'unseen'
  readonly reason: string
  readonly blind?: Blindness
}

export function seen<T>(value: T): Seen<T> {
  return { type: 'seen', value }
}

/** There is no such thing here. */
export function none(reason: string): Seen<never> {
  return { type: 'none', reason }
}

/** It could not be told; `blind` where it should have been. */
export function unseen(reason: string, blind?: Blindness): Seen<never> {
  return { type: 'unseen', reason, ...(blind && { blind }) }
}

/**
 * Looks at something. What is refused, or fails, is unseen with the name of the error and the call; a programming error
 * stays one.
 */
export async function look<T>(what: string, read: () => Promise<Seen<T>>): Promise<Seen<T>> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error
    const blind = error.retryable ? 'failed' : 'refused'
    return unseen(`${what} could not be read: ${error.name}${detailOf(error)}.`, blind)
  }
}

/** The call that AWS refused; a message of AWS may quote what must not be shown. */
function detailOf({ evidence }: HoldfastError): string {
  const { operation, awsError } = evidence
  const words = [operation, awsError].flatMap((word) => (word === undefined ? [] : [String(word)]))
  return words.length === 0 ? '' : ` (${words.join(', ')})`
}
