import { createHmac } from 'node:crypto'
import { SettingInvalidError } from '../errors.ts'
import type { Channel, Secret } from './delivery-ports.ts'
import { httpsAddress } from './https-address.ts'

/** Characters of a key that cannot be guessed: 16 bytes as hexadecimal digits. */
const SHORTEST_KEY = 32

/**
 * A webhook of anybody's: the alert as JSON, signed so that its receiver knows that it is Holdfast's and of this moment
 * (docs/alerts.md, "Webhook").
 *
 * @param url its address; HTTPS
 * @param secret the key of the signatures
 */
export function webhookChannel(url: string, secret: Secret): Channel {
  return {
    name: 'The webhook',
    secret,
    wants: () => true,
    write(alert, key, now) {
      const body = JSON.stringify(alert)
      return {
        address: httpsAddress(url, 'The parameter WebhookUrl'),
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'holdfast-signature': signature(body, checkedKey(key), now),
        },
        body,
      }
    },
    explain: () => undefined,
  }
}

function checkedKey(key: string): string {
  if (key.length >= SHORTEST_KEY) return key
  throw new SettingInvalidError(
    `The secret with the webhook’s signing key has fewer than ${SHORTEST_KEY} characters.`,
  )
}

/** `t` is the Unix time in seconds, `v1` the HMAC-SHA256 of `<t>.<body>` in hexadecimal digits. */
function signature(body: string, key: string, now: Date): string {
  const t = Math.floor(now.getTime() / 1000)
  return `t=${t},v1=${createHmac('sha256', key).update(`${t}.${body}`).digest('hex')}`
}
