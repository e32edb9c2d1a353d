import type { CommandPlace } from '../model/command-place.ts'
import { handedOver } from '../changes/hand-over.ts'
import { ownAlerts } from '../changes/own-alerts.ts'
import type { ReadingFor } from '../changes/read-change.ts'
import { readChange } from '../changes/read-change.ts'
import { documentedName, parseTrailEvent } from '../changes/trail-event.ts'
import { readAlert } from '../delivery/read-alert.ts'
import { MalformedEventError } from '../errors.ts'
import type { Change } from '../model/change.ts'
import type { DeadLetter } from './dead-letter-ports.ts'
import type { DeadLetterQueue } from './find-queues.ts'
import { explainExecution } from './explain-execution.ts'
import { explainCall, explainInvocation } from './explain-invocation.ts'
import { explainMail } from './explain-mail.ts'
import { explainStart } from './explain-start.ts'

/** A dead letter in words. */
export interface Explanation {
  /** What it was. */
  readonly what: string
  /** Why it is here. */
  readonly why: string
  /** What redriving would do, or what does instead. */
  readonly redrive: string
}

/** What a letter was, and what becomes of one like it that goes back. */
type Content = Pick<Explanation, 'what' | 'redrive'>

const READ_ANEW = 'on-change reads it as it is now, and captures it unless nothing changed since.'
const NO_WAY_BACK = 'No queue takes it back: drop it once it is dealt with.'

/** For whom a letter is read, and when: what is too old is not redriven any more. */
export interface LetterReading extends ReadingFor {
  readonly now: Date
  /** What the commands that it names are about. */
  readonly place: CommandPlace
}

/** Says in words what a dead letter was, why it failed and what redriving would do. */
export function explainLetter(
  letter: DeadLetter,
  queue: DeadLetterQueue,
  reading: LetterReading,
): Explanation {
  const execution = explainExecution(letter, reading)
  if (execution !== undefined) return { ...execution, why: `${execution.why}${undelivered(letter)}` }
  const invocation = explainInvocation(letter)
  if (invocation !== undefined) return invocation
  const start = explainStart(letter)
  if (start !== undefined) return { why: whyOf(letter), ...start }
  const mail = explainMail(letter, queue)
  if (mail !== undefined) return mail
  if (queue.source === undefined) return { why: whyOf(letter), ...buriedByService(letter.body, reading) }
  return { why: whyOf(letter), ...contentOf(letter.body, reading) }
}

/** Calls that come from no queue are those that a rule was to hand to the watch for unusual activity. */
function buriedByService(body: string, reading: ReadingFor): Content {
  return explainCall(body) ?? { what: contentOf(body, reading).what, redrive: NO_WAY_BACK }
}

function contentOf(body: string, reading: ReadingFor): Content {
  for (const read of [readHandedOver, readUntold, readEvent, readTold]) {
    const content = attempt(() => read(body, reading))
    if (content !== undefined) return content
  }
  return {
    what: 'Something that Holdfast does not know.',
    redrive:
      'Its queue gets it again, and it comes back here unless what reads the queue is another version by now.',
  }
}

function readHandedOver(body: string): Content | undefined {
  const [first, ...more] = handedOver(body) ?? []
  if (first === undefined) return undefined
  const others = more.length === 0 ? '' : `, and ${more.length} more`
  return { what: `A change of what wakes a function: ${changeText(first)}${others}.`, redrive: READ_ANEW }
}

/** What on-change asks itself to tell: nobody heard of it yet. */
function readUntold(body: string): Content | undefined {
  const asked = ownAlerts(body)
  if (asked === undefined) return undefined
  if ('flush' in asked) {
    const { kind, state, account, opened } = asked.flush
    return {
      what: `A digest of alerts of the kind ${kind} (${state}) in ${account}, gathered from ${opened} on, that people were not told.`,
      redrive: 'on-change gathers it from the vault and tells people, unless they were told by now.',
    }
  }
  const [first, ...more] = asked.tell
  if (first === undefined) return undefined
  const others = more.length === 0 ? '' : `, and ${more.length} more`
  return {
    what: `Alerts that people were not told: of ${first.at}: ${first.subject}${others}.`,
    redrive: 'on-change tells people what they do not know by now.',
  }
}

function readEvent(body: string, reading: ReadingFor): Content {
  const { detail } = parseTrailEvent(body)
  const call = `${documentedName(detail.eventName)} in ${detail.awsRegion}${byText(detail.userIdentity?.arn)} at ${detail.eventTime}`
  const found = attempt(() => readChange(body, reading))
  if (found === undefined)
    return { what: `A call that names nothing that Holdfast can find: ${call}.`, redrive: READ_ANEW }
  if (found.type === 'change') return { what: `A change: ${changeText(found.change)}.`, redrive: READ_ANEW }
  if (found.type === 'source-change')
    return {
      what: `A change of what wakes functions: ${call}.`,
      redrive: 'on-change captures every function that it concerns.',
    }
  return {
    what: `A call that needs no capture: ${call}.`,
    redrive: 'on-change reads it, and leaves it at that.',
  }
}

function readTold(body: string): Content {
  const alert = readAlert(body)
  if (alert === undefined)
    return { what: 'A new alarm under which all is well.', redrive: 'Nobody is told: drop it.' }
  const { subject, at, state } = alert
  const still = state === 'begun' ? ': it may be over by now' : ''
  return {
    what: `An alert of ${at}: ${subject}`,
    redrive: `It is sent once more, with its time${still}. Mend first what it failed of: another address or key is put into its secret.`,
  }
}

function changeText({ eventName, eventTime, principal, resource: { kind, name, zone } }: Change): string {
  return `${eventName} of the ${kind} ${name} in ${zone}${byText(principal)} at ${eventTime}`
}

function byText(principal: string | undefined): string {
  return principal === undefined ? '' : ` by ${principal}`
}

/** What a letter is not is no failure. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof MalformedEventError) return undefined
    throw error
  }
}

/** Of a letter that another queue was to have. */
function undelivered(letter: DeadLetter): string {
  return letter.attributes['ERROR_CODE'] === undefined ? '' : ` ${whyOf(letter)}`
}

/** SQS keeps the attributes of what it moves: they say why it was here before it was sent back. */
function whyOf({ attributes, sourceArn }: DeadLetter): string {
  const said = saidBy(attributes)
  if (sourceArn === undefined) return said ?? 'Nothing says why.'
  const before = said === undefined ? '' : ` Before it was sent back: ${said}`
  return `It was delivered as often as its queue allows, each time without success; the log of the function that reads the queue says why.${before}`
}

/** Whoever buried a letter says why by attributes: Holdfast by `error` and `reason`, services by names of their own. */
function saidBy({
  error,
  reason,
  ERROR_CODE,
  ERROR_MESSAGE,
  RETRY_ATTEMPTS,
  RULE_ARN,
}: DeadLetter['attributes']): string | undefined {
  if (error !== undefined) return [error, reason].filter((one) => one !== undefined).join(': ')
  if (ERROR_CODE === undefined) return undefined
  const rule = RULE_ARN === undefined ? '' : `${RULE_ARN.split('/').at(-1)} could not deliver it: `
  const tries = RETRY_ATTEMPTS === undefined ? '' : ` (after ${RETRY_ATTEMPTS} more tries)`
  return `${rule}${ERROR_CODE}: ${ERROR_MESSAGE ?? 'no message'}${tries}`
}
