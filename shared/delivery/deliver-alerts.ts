import { HoldfastError, isRetryable } from '../errors.ts'
import type { Alert } from '../model/alert.ts'
import { alertStory } from './alert-story.ts'
import type { DeliveryPorts, Letter } from './delivery-ports.ts'
import { readAlert } from './read-alert.ts'
import type { Sent } from './send-alert.ts'
import { sendAlert } from './send-alert.ts'
import { LONGEST_PAUSE } from './server-pause.ts'

/**
 * How often SQS delivers a letter: `maxReceiveCount` in infrastructure/delivery.yml. Each delivery is followed by the pause
 * of `retryPause` at least, whether the letter was tried or its server wanted a pause. So a letter is given up after 30 + 60
 * + 120 + 240 + 480 + 10 x 900 s, two hours and three quarters, and later where a server asks for longer pauses. A pause that
 * cannot be set, and an invocation that dies, count for the queue's visibility timeout of six minutes instead.
 */
export const DELIVERIES = 16

/** A message that was read: its alert, unless it is no news, or why it is none. */
interface Opened extends Letter {
  readonly content: { readonly alert: Alert | undefined } | { readonly problem: unknown }
  /** What lines of the log say of it. */
  readonly story: Readonly<Record<string, string>>
}

/**
 * Sends a batch of alerts through one channel, one after the other: Slack takes about one a second. While a server takes
 * nothing, the others of the batch are not tried. What may be taken later goes back to the queue; what never will, or
 * was not at its last delivery, goes to the dead-letter queue, with its reason.
 *
 * @param deadline when the invocation ends
 * @returns ids of the messages that go back to the queue (SQS's partial batch response)
 */
export async function deliverAlerts(
  ports: DeliveryPorts,
  letters: readonly Letter[],
  deadline: Date,
): Promise<string[]> {
  const back: string[] = []
  let down: Sent | undefined
  for (const letter of letters.map(open)) {
    const sent = await sendLetter(ports, letter, deadline, down)
    if (sent.type === 'again') down = sent
    if (!(await settle(ports, letter, sent))) back.push(letter.messageId)
  }
  return back
}

function open(letter: Letter): Opened {
  const { messageId, body } = letter
  try {
    const alert = readAlert(body)
    return { ...letter, content: { alert }, story: { messageId, ...(alert && alertStory(alert)) } }
  } catch (problem) {
    return { ...letter, content: { problem }, story: { messageId } }
  }
}

/** @param down why the server takes nothing for now, if it does not */
async function sendLetter(
  ports: DeliveryPorts,
  { content, story }: Opened,
  deadline: Date,
  down: Sent | undefined,
): Promise<Sent> {
  try {
    if ('problem' in content) throw content.problem
    const { alert } = content
    if (alert === undefined || !ports.channel.wants(alert)) return { type: 'done' }
    const sent = down ?? (await sendAlert(ports, alert, deadline))
    if (sent.type === 'done') ports.log.info('alert sent', story)
    return sent
  } catch (error) {
    return isRetryable(error) ? { type: 'again', error, wait: 0 } : { type: 'failed', error }
  }
}

/** @returns whether the queue may forget the message */
async function settle(ports: DeliveryPorts, letter: Opened, sent: Sent): Promise<boolean> {
  if (sent.type === 'done') return true
  if (sent.type === 'failed') return await bury(ports, letter, sent.error)
  if (letter.receiveCount < DELIVERIES) return await giveBack(ports, letter, sent)
  // Given back once more SQS would bury it itself, and nobody would know why.
  return await bury(ports, letter, sent.error)
}

async function giveBack(
  { queue, log, metrics }: DeliveryPorts,
  { story, receiptHandle, receiveCount }: Opened,
  { error, wait }: Extract<Sent, { type: 'again' }>,
): Promise<false> {
  metrics.add('AlertsRetried', 'Count', 1)
  log.warn('an alert will be sent later', { ...story, error })
  const seconds = Math.max(Math.ceil(Math.min(wait, LONGEST_PAUSE) / 1000), retryPause(receiveCount))
  try {
    await queue.retryIn(receiptHandle, seconds)
  } catch (failure) {
    log.warn('the pause could not be set: the message comes back after the visibility timeout', {
      ...story,
      error: failure,
    })
  }
  return false
}

/** Seconds until a message is tried again, by how often it was tried: half a minute, doubled, at most 15 minutes. */
function retryPause(receiveCount: number): number {
  return Math.min(900, 30 * 2 ** (receiveCount - 1))
}

async function bury(
  { queue, log, metrics, channel }: DeliveryPorts,
  { story, body }: Opened,
  error: unknown,
): Promise<boolean> {
  log.error('an alert goes to the dead-letter queue', { ...story, error })
  try {
    await queue.deadLetter(body, reasonOf(error, channel.name))
    metrics.add('AlertsDeadLettered', 'Count', 1)
    return true
  } catch (failure) {
    log.error('the dead-letter queue refused an alert: it goes back to its queue', {
      ...story,
      error: failure,
    })
    return false
  }
}

function reasonOf(error: unknown, channel: string): { readonly error: string; readonly message: string } {
  if (error instanceof HoldfastError) return { error: error.name, message: error.message }
  const name = error instanceof Error ? error.name : 'UnknownError'
  return {
    error: name,
    message: `A programming error: see the log of the function that sends to ${channel}.`,
  }
}
