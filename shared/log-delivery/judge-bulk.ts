import * as z from 'zod'
import type { HoldfastError } from '../errors.ts'
import { AccessDeniedError, RequestRejectedError, ServiceFaultError, ThrottledError } from '../errors.ts'
import type { Entry } from './bulk.ts'
import type { BulkAnswer } from './log-delivery-ports.ts'

/** What became of the lines of a request that were not kept. */
export interface Verdict {
  /** May be taken later. */
  readonly again: readonly Entry[]
  /** Will not be taken as they are. */
  readonly refused: readonly Entry[]
  /** Why, of the first that was not kept. */
  readonly error?: HoldfastError
}

const Items = z.object({
  items: z.array(
    z.object({ create: z.object({ status: z.number(), error: z.object({ type: z.string() }).optional() }) }),
  ),
})

/** Codes of OpenSearch such as `mapper_parsing_exception`; its words are left out, for they may quote a line. */
const CODE = /^[a-z_]{1,80}$/

/** What fine-grained access control says to each line: it refuses no request as a whole (tried with its plugin 2.19). */
const NO_PERMISSION = 'security_exception'

/**
 * Judges an answer of `_bulk`, which is 200 even where lines were refused: each has a status of its own. One that is there
 * already (409) was delivered before.
 *
 * @throws AccessDeniedError, RequestRejectedError when the request was refused as a whole, and will be again
 */
export function judgeBulk(entries: readonly Entry[], { status, text }: BulkAnswer): Verdict {
  if (status < 200 || status >= 300) return judgeRefusal(entries, status)
  const items = itemsOf(text)
  if (items?.length !== entries.length)
    return laterAll(entries, new ServiceFaultError('OpenSearch’s answer is not whole.'))
  const lost = items.flatMap(({ create }, place) => (isKept(create.status) ? [] : [{ create, place }]))
  const [first] = lost
  if (first === undefined) return { again: [], refused: [] }
  const chosen = (passes: boolean) =>
    lost
      .filter(({ create }) => mayPass(create.status) === passes)
      .flatMap(({ place }) => entries[place] ?? [])
  return { again: chosen(true), refused: chosen(false), error: itemError(first.create) }
}

function judgeRefusal(entries: readonly Entry[], status: number): Verdict {
  const message = `OpenSearch answered ${status}.`
  const details = { evidence: { status } }
  if (status === 429) return laterAll(entries, new ThrottledError(message, details))
  if (mayPass(status)) return laterAll(entries, new ServiceFaultError(message, details))
  if (status === 401 || status === 403) throw new AccessDeniedError(message, details)
  throw new RequestRejectedError(message, details)
}

/** Nothing is known of any of them; one that was kept all the same answers 409 next time. */
export function laterAll(entries: readonly Entry[], error: HoldfastError): Verdict {
  return { again: entries, refused: [], error }
}

function itemsOf(text: string): z.infer<typeof Items>['items'] | undefined {
  try {
    return Items.safeParse(JSON.parse(text)).data?.items
  } catch {
    // The answer broke off: the same request is safe to make again.
    return undefined
  }
}

function isKept(status: number): boolean {
  return (status >= 200 && status < 300) || status === 409
}

function mayPass(status: number): boolean {
  return status === 408 || status === 429 || status >= 500
}

function itemError({ status, error }: z.infer<typeof Items>['items'][number]['create']): HoldfastError {
  const code = error !== undefined && CODE.test(error.type) ? ` (${error.type})` : ''
  const advice = error?.type === NO_PERMISSION ? ' docs/activity.md says what its role must allow.' : ''
  const message = `OpenSearch answered ${status}${code} to a line.${advice}`
  const details = { evidence: { status } }
  if (status === 429) return new ThrottledError(message, details)
  return mayPass(status)
    ? new ServiceFaultError(message, details)
    : new RequestRejectedError(message, details)
}
