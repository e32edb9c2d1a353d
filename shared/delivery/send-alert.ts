import { ServiceFaultError, SettingInvalidError, isRetryable } from '../errors.ts'
import type { Alert } from '../model/alert.ts'
import type { DeliveryPorts } from './delivery-ports.ts'
import type { Verdict } from './judge-answer.ts'
import { judgeAnswer } from './judge-answer.ts'
import type { Pause } from './server-pause.ts'

/** What became of one alert. `again`: it goes back to the queue, at the soonest after `wait` milliseconds. */
export type Sent = { readonly type: 'done' } | Again | { readonly type: 'failed'; readonly error: unknown }

interface Again extends Pause {
  readonly type: 'again'
}

/** Milliseconds that a server has for its answer. */
const PATIENCE = 10_000

/** Milliseconds before the end of an invocation that are kept for giving messages back. */
const RESERVE = 3000

/** Milliseconds until the second try; the pause doubles with each, and is longer where the server says so. */
const FIRST_PAUSE = 1000

type SendPorts = Pick<DeliveryPorts, 'channel' | 'post' | 'clock' | 'pause'>

/**
 * Sends an alert through a channel, not before the server wants more. What may pass is tried again for as long as the
 * invocation lasts; an address or a signature that is refused, and a secret that is none, is tried once more under the
 * secret of this moment, if it is another one by now.
 *
 * @param deadline when the invocation ends
 */
export async function sendAlert(ports: SendPorts, alert: Alert, deadline: Date): Promise<Sent> {
  let renewed = false
  let last: Again = { type: 'again', ...(ports.pause.rest() ?? outOfTime()) }
  for (let tries = 0; hasTime(ports, last.wait, deadline); tries += 1) {
    if (last.wait > 0) await ports.clock.sleep(last.wait)
    const verdict = await tryOnce(ports, alert)
    if (verdict.type === 'taken') return { type: 'done' }
    if (verdict.type === 'refused') {
      if (renewed || !verdict.suspect || !(await ports.channel.secret.renew()))
        return { type: 'failed', error: verdict.error }
      renewed = true
      last = { type: 'again', error: verdict.error, wait: 0 }
      continue
    }
    last = later(ports, verdict, FIRST_PAUSE * 2 ** tries)
  }
  return last
}

function outOfTime(): Pause {
  return { error: new ServiceFaultError('The invocation ended before it could be sent.'), wait: 0 }
}

/** What the server asks for holds for others too; a pause of our own only for this alert. */
function later(
  { pause }: SendPorts,
  { error, wait: asked = 0 }: Extract<Verdict, { type: 'later' }>,
  ownPause: number,
): Again {
  if (asked > 0) pause.keep({ error, wait: asked })
  return { type: 'again', error, wait: Math.max(asked, ownPause) }
}

function hasTime({ clock }: SendPorts, wait: number, deadline: Date): boolean {
  return clock.now().getTime() + wait + PATIENCE + RESERVE <= deadline.getTime()
}

async function tryOnce({ channel, post, clock }: SendPorts, alert: Alert): Promise<Verdict> {
  const secret = await channel.secret.value()
  try {
    const request = channel.write(alert, secret, clock.now())
    return judgeAnswer(channel, await post(request, PATIENCE), clock.now())
  } catch (error) {
    // Somebody may have mended the secret since it was read.
    if (error instanceof SettingInvalidError) return { type: 'refused', error, suspect: true }
    if (!isRetryable(error)) throw error
    return { type: 'later', error }
  }
}
