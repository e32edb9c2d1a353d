import { HoldfastError, RequestRejectedError, isRetryable } from '../errors.ts'
import type { Entry } from './bulk.ts'
import { bodyOf, entriesOf, inRequests } from './bulk.ts'
import type { Verdict } from './judge-bulk.ts'
import { judgeBulk, laterAll } from './judge-bulk.ts'
import type { LogBatch } from './log-batch.ts'
import type { LogDeliveryPorts } from './log-delivery-ports.ts'

/** Milliseconds that OpenSearch has for its answer. */
const PATIENCE = 20_000

/** Milliseconds before the end of an invocation that are kept for saying what failed. */
const RESERVE = 3000

/** Milliseconds until the second try; the pause doubles with each. */
const FIRST_PAUSE = 1000

/** How a delivery ended. */
export interface Delivered {
  readonly delivered: number
}

/**
 * Delivers lines of a log to OpenSearch. What may pass is tried again for as long as the invocation lasts, and only the
 * lines that are missing still.
 *
 * @param deadline when the invocation ends
 * @throws HoldfastError when a line could not be delivered: then Lambda hands all of them over again, which does no harm,
 *   and puts them into the dead-letter queue in the end
 */
export async function deliverLogs(
  ports: LogDeliveryPorts,
  batch: LogBatch,
  deadline: Date,
): Promise<Delivered> {
  const entries = entriesOf(batch)
  const refusals: Refusal[] = []
  for (const part of inRequests(entries)) refusals.push(...(await deliverPart(ports, part, deadline)))
  const [first] = refusals
  if (first === undefined) return { delivered: entries.length }
  const count = refusals.reduce((sum, { lines }) => sum + lines, 0)
  const { logGroup } = batch
  throw new RequestRejectedError(
    `OpenSearch keeps refusing ${count} of ${entries.length} lines of ${logGroup}. ${first.reason}`,
  )
}

/** Lines of a request that OpenSearch will not take. */
interface Refusal {
  readonly lines: number
  readonly reason: string
}

async function deliverPart(
  ports: LogDeliveryPorts,
  part: readonly Entry[],
  deadline: Date,
): Promise<readonly Refusal[]> {
  const refusals: Refusal[] = []
  let pending = part
  for (let tries = 0; pending.length > 0; tries += 1) {
    const { again, refused, error } = await tryOnce(ports, pending)
    if (refused.length > 0) refusals.push({ lines: refused.length, reason: error?.message ?? '' })
    if (again.length > 0) await pause(ports, { tries, lines: again.length, error }, deadline)
    pending = again
  }
  return refusals
}

/** Waits for the next try. @throws HoldfastError what kept the last one from succeeding, when there is no time for another */
async function pause(
  { clock, log }: LogDeliveryPorts,
  {
    tries,
    lines,
    error,
  }: { readonly tries: number; readonly lines: number; readonly error: Verdict['error'] },
  deadline: Date,
): Promise<void> {
  const wait = FIRST_PAUSE * 2 ** tries
  if (clock.now().getTime() + wait + PATIENCE + RESERVE > deadline.getTime() && error !== undefined)
    throw error
  log.warn('lines will be delivered later', { lines, wait, error })
  await clock.sleep(wait)
}

async function tryOnce({ post }: LogDeliveryPorts, entries: readonly Entry[]): Promise<Verdict> {
  try {
    return judgeBulk(entries, await post(bodyOf(entries), PATIENCE))
  } catch (error) {
    if (error instanceof HoldfastError && isRetryable(error)) return laterAll(entries, error)
    throw error
  }
}
