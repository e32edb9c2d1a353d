import pLimit from 'p-limit'
import type { AnsweredChanges, ChangeOutcome } from '../activity/change-lines.ts'
import type { BurstDesk } from '../alerts/alert-ports.ts'
import type { CommandPlace } from '../model/command-place.ts'
import { OutOfTimeError } from '../errors.ts'
import { errorOfGap, passingGap } from '../model/gaps.ts'
import type { Cause } from '../model/manifest.ts'
import type { Outcome } from '../model/outcome.ts'
import type { ResourceRef } from '../model/resource.ts'
import { resourcePath } from '../model/resource.ts'
import type { ChangeQueue } from '../ports/change-queue.ts'
import type { Clock, Log, Metrics } from '../ports/runtime.ts'
import type { ChangingKind } from './changed-sources.ts'
import type { Arrival, Burst } from './coalesce.ts'
import { causeOf, coalesce } from './coalesce.ts'
import type { FindConcerned, SourceIndex } from './find-concerned.ts'
import { concernedFinder } from './find-concerned.ts'
import type { ChangeRequest } from './hand-over.ts'
import { asksForSeveral, handOver, handedOver } from './hand-over.ts'
import { ownAlerts } from './own-alerts.ts'
import { readChange } from './read-change.ts'
import type { RecentCaptures } from './recent-captures.ts'
import type { Result } from './settle.ts'
import { resultOf, settle } from './settle.ts'
import { tellPeople } from './tell-people.ts'
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
  /** The kinds of triggers whose changes matter. */
  readonly kinds: readonly ChangingKind[]
  readonly vault: SourceIndex
  readonly recent: RecentCaptures
  /** @param triggersChangedAt when something that wakes the resource changed last, if that is what happened */
  readonly capture: (resource: ResourceRef, cause: Cause, triggersChangedAt?: Date) => Promise<Outcome>
  /** Keeps what became of the changes of a batch, for `holdfast activity`. Never throws: it tells what it cannot keep. */
  readonly keepActivity: (answered: readonly AnsweredChanges[]) => Promise<void>
  /** Where people are told; what comes in a burst is told together. */
  readonly alerts: BurstDesk
  /** What the commands that alerts name are about. */
  readonly place: CommandPlace
  readonly queue: ChangeQueue
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
  readonly metrics: Metrics
}

/** Functions captured side by side in one invocation: enough to hide latency, few enough for Lambda's 15 calls a second. */
const CONCURRENT_CAPTURES = 3

/** Milliseconds before the end of an invocation within which no capture begins: the largest package takes that long. */
const LAST_START = 60_000

/** What became of a burst; without an outcome nothing was done. */
interface Answer {
  readonly result: Result
  readonly outcome?: ChangeOutcome
  readonly at?: Date
}

/** What a message asks for, and what became of it already. */
interface Reading extends ChangeRequest {
  readonly result: Result
}

/**
 * Answers a batch of change events: one capture for each function that they concern.
 *
 * What can succeed later goes back to the queue, function by function; what cannot goes to the dead-letter queue with
 * its reason.
 *
 * @param deadline when the invocation ends; what was not begun in time goes back
 * @returns ids of the messages that go back to the queue (SQS's partial batch response), each once
 */
export async function onChange(
  ports: ChangePorts,
  messages: readonly ChangeMessage[],
  deadline: Date,
): Promise<string[]> {
  const find = concernedFinder(ports.vault, ports.account)
  const readings = await Promise.all(messages.map((item) => readMessage(ports, find, item)))
  const bursts = coalesce(readings.flatMap(({ arrivals }) => arrivals))
  const limit = pLimit(CONCURRENT_CAPTURES)
  const answers = await limit.map(bursts, async (burst) => ({
    burst,
    ...(await answerBurst(ports, burst, deadline)),
  }))
  const answered = answers.flatMap(answeredOf)
  await ports.keepActivity(answered)
  const again = answers.filter(({ result }) => result.type === 'again').map(({ burst }) => pathOf(burst))
  const sent = await handOver(ports, readings, new Set(again))
  const settling = readings.map(async (reading) => {
    const { item, result } = reading
    const own = answers.filter(({ burst }) => burst.items.includes(item))
    const open = asksForSeveral(reading) ? own.filter(({ burst }) => !sent.has(pathOf(burst))) : own
    return settle(ports, { item, results: [result, ...open.map((answer) => answer.result)] })
  })
  const settled = await Promise.all(settling)
  await tellPeople(ports, { answered, lost: settled.flatMap(({ lost = [] }) => lost) })
  return settled.flatMap(({ again: id }) => id ?? [])
}

function answeredOf({
  burst,
  outcome,
  at,
}: Answer & { readonly burst: Burst<unknown> }): readonly AnsweredChanges[] {
  if (outcome === undefined || at === undefined) return []
  return [{ resource: burst.resource, changes: burst.changes, outcome, at }]
}

function pathOf({ resource }: Burst<unknown>): string {
  return resourcePath(resource)
}

/** A message that cannot be read concerns only itself, whatever is wrong with it. */
async function readMessage(ports: ChangePorts, find: FindConcerned, item: ChangeMessage): Promise<Reading> {
  try {
    return { item, arrivals: await arrivalsOf(ports, find, item), result: { type: 'done' } }
  } catch (error) {
    tellFailure(ports, [item], error)
    return { item, arrivals: [], result: resultOf(error) }
  }
}

async function arrivalsOf(
  ports: ChangePorts,
  find: FindConcerned,
  item: ChangeMessage,
): Promise<readonly Arrival<ChangeMessage>[]> {
  const alerts = ownAlerts(item.body)
  if (alerts !== undefined) {
    await ('tell' in alerts ? ports.alerts.tell(alerts.tell) : ports.alerts.flush(alerts.flush))
    return []
  }
  const own = handedOver(item.body)
  if (own !== undefined) return own.map((change) => ({ change, item, isDirect: false }))
  const reading = readChange(item.body, ports)
  if (reading.type === 'change') return [{ change: reading.change, item, isDirect: true }]
  if (reading.type === 'ignored') {
    tell(ports, { ...reading })
    return []
  }
  const changes = await find(reading)
  const { eventName, eventId } = reading.event
  if (changes.length === 0)
    tell(ports, { type: 'ignored', reason: 'not-about-a-function', eventName, eventId })
  return changes.map((change) => ({ change, item, isDirect: false }))
}

async function answerBurst(ports: ChangePorts, burst: Burst<ChangeMessage>, deadline: Date): Promise<Answer> {
  const { clock, log, recent } = ports
  if (recent.saw(burst)) return { result: { type: 'done' } }
  if (clock.now().getTime() + LAST_START < deadline.getTime()) return await captureBurst(ports, burst)
  const { resource } = burst
  log.warn('no time is left for a change: it will be tried again', { resource: resourcePath(resource) })
  return { result: resultOf(new OutOfTimeError('No time was left to begin.'), resource) }
}

async function captureBurst(ports: ChangePorts, burst: Burst<ChangeMessage>): Promise<Answer> {
  const began = ports.clock.now()
  try {
    const { resource, changes, triggersChangedAt } = burst
    const outcome = await ports.capture(resource, causeOf(changes), triggersChangedAt)
    tell(ports, outcome, burst)
    const answer = { ...(isLasting(outcome) && { outcome }), at: ports.clock.now() }
    const gap = passingGap(outcome)
    if (gap !== undefined) return { ...answer, result: resultOf(errorOfGap(gap), resource) }
    ports.recent.note(burst, began)
    return { ...answer, result: { type: 'done' } }
  } catch (error) {
    tellFailure(ports, burst.items, error, burst.resource)
    const outcome = { type: 'failed', error: error instanceof Error ? error.name : 'UnknownError' } as const
    return { result: resultOf(error, burst.resource), outcome, at: ports.clock.now() }
  }
}

/** A capture that fails throws, and a resource is never ignored: the type allows for both, as runs have them. */
function isLasting(outcome: Outcome): outcome is Exclude<Outcome, { type: 'ignored' | 'failed' }> {
  return outcome.type !== 'ignored' && outcome.type !== 'failed'
}

function tellFailure(
  { log }: ChangePorts,
  items: readonly ChangeMessage[],
  error: unknown,
  resource?: ResourceRef,
): void {
  const again = resultOf(error).type === 'again'
  log.error(again ? 'change will be tried again' : 'change goes to the dead-letter queue', {
    messageIds: items.map((item) => item.messageId),
    ...(resource ? { resource: resourcePath(resource) } : {}),
    error,
  })
}
