import type { Alert, Severity } from '../model/alert.ts'
import type { Channel, Secret } from './delivery-ports.ts'
import { httpsAddress } from './https-address.ts'
import { slackMessage } from './slack-message.ts'

const RANKS: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 }

/** Slack says why in a word: `no_service`, `channel_is_archived`. Anything else may be whatever a proxy answers. */
const WORD = /^[a-z_]{2,40}$/

/**
 * An incoming webhook of Slack.
 *
 * @param secret its address
 * @param minimum what is less severe is not sent; the end of a problem always is
 */
export function slackChannel(secret: Secret, minimum: Severity): Channel {
  return {
    name: 'Slack',
    secret,
    wants: ({ state, severity }: Alert) => state === 'ended' || RANKS[severity] >= RANKS[minimum],
    write: (alert, address, now) => ({
      address: httpsAddress(address, 'The secret with the address of Slack’s webhook'),
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(slackMessage(alert, now)),
    }),
    explain: ({ text }) => (WORD.test(text.trim()) ? text.trim() : undefined),
  }
}
