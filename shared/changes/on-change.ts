import pLimit from 'p-limit'
import type { ChangeReading } from '../model/change.ts'
import type { Cause } from '../model/manifest.ts'
import type { Outcome } from '../model/outcome.ts'
import type { ResourceRef } from '../model/resource.ts'
import type { ChangeQueue, Clock, Log, Metrics } from '../ports.ts'
import { isTransient } from '../model/gaps.ts'
import { MalformedEventError } from '../errors.ts'
import type { Burst } from './coalesce.ts'
import { causeOf, coalesce } from './coalesce.ts'
import { giveBack, readAgain } from './give-back.ts'
import { readChange } from './read-change.ts'
import { tell } from './tell.ts'

/** One message of the `changes` queue. `receiveCount` is 1 at its first delivery. */
export interface ChangeMessage {
  readonly messageId: string
  readonly receiptHandle: string
  readonly body: string
  readonly receiveCount: number
}

export interface ChangePorts {
  readonly account: string
  readonly capture: (resource: ResourceRef, cause: Cause) => Promise<Outcome>
  readonly queue: ChangeQueue
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
  readonly metrics: Metrics
}

/** Functions captured side by side in one invocation: enough to hide latency, few enough for Lambda's 15 calls a second. */
const CONCURRENT_CAPTURES = 3

/**
 * Answers a batch of change events: one capture for each function that they name.
 *
 * What can succeed later goes back to the queue; what cannot goes to the dead-letter queue with its reason.
 *
 * @returns ids of the messages that go back to the queue (SQS's partial batch response)
 */
export async function onChange(ports: ChangePorts, messages: readonly ChangeMessage[]): Promise<string[]> {
  const giveBacks: Promise<string[]>[] = []
  const arrivals = messages.flatMap((item) => {
    const reading = readMessage(ports, item)
    if (reading instanceof MalformedEventError) giveBacks.push(giveBack(ports, [item], reading))
    else if (reading.type === 'ignored') tell(ports, { ...reading })
    else return [{ change: reading.change, item }]
    return []
  })
  const limit = pLimit(CONCURRENT_CAPTURES)
  const captures = coalesce(arrivals).map((burst) => limit(() => captureBurst(ports, burst)))
  return (await Promise.all([...giveBacks, ...captures])).flat()
}

function readMessage({ account }: ChangePorts, { body }: ChangeMessage): ChangeReading | MalformedEventError {
  try {
    return readChange(body, account)
  } catch (error) {
    if (error instanceof MalformedEventError) return error
    throw error
  }
}

async function captureBurst(ports: ChangePorts, burst: Burst<ChangeMessage>): Promise<string[]> {
  const cause = causeOf(burst.changes)
  try {
    const outcome = await ports.capture(burst.resource, cause)
    tell(ports, outcome, burst)
    return hasPassingGap(outcome) ? await readAgain(ports, burst.items) : []
  } catch (error) {
    return giveBack(ports, burst.items, error, burst.resource)
  }
}

/** What was missing for the moment only, such as a function that is still updating: no further event will say when it is there. */
function hasPassingGap(outcome: Outcome): boolean {
  return (
    (outcome.type === 'captured' || outcome.type === 'unchanged') && (outcome.gaps ?? []).some(isTransient)
  )
}
