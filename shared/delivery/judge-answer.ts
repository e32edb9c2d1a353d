import type { HoldfastError } from '../errors.ts'
import { RequestRejectedError, ServiceFaultError, ThrottledError } from '../errors.ts'
import type { Channel, PostAnswer } from './delivery-ports.ts'

/**
 * What an answer means. `later`: the same may be taken later, at the soonest after `wait` milliseconds if the server
 * said so. `refused`: it will not be taken; perhaps under another secret, if `suspect`.
 */
export type Verdict =
  | { readonly type: 'taken' }
  | { readonly type: 'later'; readonly error: unknown; readonly wait?: number }
  | { readonly type: 'refused'; readonly error: HoldfastError; readonly suspect: boolean }

/** What servers answer to an address or a signature that was valid once. */
const OUTDATED: ReadonlySet<number> = new Set([401, 403, 404, 410])

/** Judges an answer by its status; redirects are refusals, for an alert goes where a person said and nowhere else. */
export function judgeAnswer(
  channel: Pick<Channel, 'name' | 'explain'>,
  answer: PostAnswer,
  now: Date,
): Verdict {
  const { status } = answer
  if (status >= 200 && status < 300) return { type: 'taken' }
  const said = status >= 300 && status < 400 ? 'a redirect, which is not followed' : channel.explain(answer)
  const message = `${channel.name} answered ${status}${said === undefined ? '' : ` (${said})`}.`
  const details = { evidence: { status } }
  if (status === 429)
    return { type: 'later', error: new ThrottledError(message, details), ...waitOf(answer, now) }
  if (status === 408 || status >= 500)
    return { type: 'later', error: new ServiceFaultError(message, details), ...waitOf(answer, now) }
  return { type: 'refused', error: new RequestRejectedError(message, details), suspect: OUTDATED.has(status) }
}

/** Retry-After is seconds or a date (RFC 9110, 10.2.3); what is neither says nothing. */
function waitOf({ retryAfter }: PostAnswer, now: Date): { readonly wait?: number } {
  if (retryAfter === undefined) return {}
  const wait = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - now.getTime()
  return Number.isNaN(wait) ? {} : { wait: Math.max(0, wait) }
}
