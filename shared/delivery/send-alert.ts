import { isRetryable } from '../errors.ts'
import type { Alert } from '../model/alert.ts'
import type { DeliveryPorts } from './delivery-ports.ts'
import type { Verdict } from './judge-answer.ts'
import { judgeAnswer } from './judge-answer.ts'

/** What became of one alert. `again`: it goes back to the queue, at the soonest after `wait` milliseconds. */
export type Sent =
  | { readonly type: 'done' }
  | { readonly type: 'again'; readonly error?: unknown; readonly wait?: number }
  | { readonly type: 'failed'; readonly error: unknown }

/** Milliseconds that a server has for its answer. */
const PATIENCE = 10_000

/** Milliseconds before the end of an invocation that are kept for giving messages back. */
const RESERVE = 3000

/** Milliseconds until the second try; the pause doubles with each, and is longer where the server says so. */
const FIRST_PAUSE = 1000

type SendPorts = Pick<DeliveryPorts, 'channel' | 'post' | 'clock'>

/**
 * Sends an alert through a channel. What may pass is tried again for as long as the invocation lasts; an address or a
 * signature that is refused is tried once more under the secret of this moment, if it is another one by now.
 *
 * @param deadline when the invocation ends
 */
export async function sendAlert(ports: SendPorts, alert: Alert, deadline: Date): Promise<Sent> {
  let renewed = false
  let last: Sent = { type: 'again' }
  for (let tries = 0; hasTime(ports, 0, deadline); tries += 1) {
    const verdict = await tryOnce(ports, alert)
    if (verdict.type === 'taken') return { type: 'done' }
    if (verdict.type === 'refused') {
      if (renewed || !verdict.suspect || !(await ports.channel.secret.renew()))
        return { type: 'failed', error: verdict.error }
      renewed = true
      continue
    }
    const wait = Math.max(verdict.wait ?? 0, FIRST_PAUSE * 2 ** tries)
    last = { type: 'again', error: verdict.error, wait }
    if (!hasTime(ports, wait, deadline)) return last
    await ports.clock.sleep(wait)
  }
  return last
}

function hasTime({ clock }: SendPorts, wait: number, deadline: Date): boolean {
  return clock.now().getTime() + wait + PATIENCE + RESERVE <= deadline.getTime()
}

async function tryOnce({ channel, post, clock }: SendPorts, alert: Alert): Promise<Verdict> {
  const request = channel.write(alert, await channel.secret.value(), clock.now())
  try {
    return judgeAnswer(channel, await post(request, PATIENCE), clock.now())
  } catch (error) {
    if (!isRetryable(error)) throw error
    return { type: 'later', error }
  }
}
