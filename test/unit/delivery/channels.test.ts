import { createHmac } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { SettingInvalidError } from '../../../shared/errors.ts'
import { cachedSecret } from '../../../shared/delivery/cached-secret.ts'
import { httpsAddress } from '../../../shared/delivery/https-address.ts'
import { digestOf } from '../../../shared/alerts/messages/digest.ts'
import { slackChannel } from '../../../shared/delivery/slack-channel.ts'
import { webhookChannel } from '../../../shared/delivery/webhook-channel.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import { GAP } from './alerts.ts'

const KEY = '0123456789abcdef0123456789abcdef'
const NOW = new Date('2026-11-21T12:00:00.900Z')
const secret = { value: async () => KEY, renew: async () => false }

describe('the address of a webhook', () => {
  test.each([
    'http://hooks.example.com/x-secret',
    'https://user:x-secret@hooks.example.com/',
    'ftp://x-secret',
    'x-secret',
    '',
  ])('is refused, and not quoted: %s', (text) => {
    const read = () => httpsAddress(text, 'The secret')
    expect(read).toThrow(SettingInvalidError)
    expect(read).not.toThrow(/x-secret/)
  })

  test('is one of HTTPS; a line end that a file left does no harm', () => {
    expect(httpsAddress('https://hooks.slack.com/services/T/B/x\n', 'It').pathname).toBe('/services/T/B/x')
  })
})

describe('Slack', () => {
  test('gets what is severe enough, and the end of every problem', () => {
    const channel = slackChannel(secret, 'warning')
    expect(channel.wants({ ...GAP, severity: 'info', state: 'once' })).toBe(false)
    expect(channel.wants({ ...GAP, severity: 'info', state: 'ended' })).toBe(true)
    expect(channel.wants(GAP)).toBe(true)
    const ends = [{ ...GAP, severity: 'info', state: 'ended' }] as const
    expect(channel.wants(digestOf(ends, { number: 1, of: 1 }, { vaultUrl: 's3://vault' }))).toBe(true)
    expect(channel.wants({ ...GAP, severity: 'critical' })).toBe(true)
  })

  test('explains itself in a word; whatever else comes is not repeated', () => {
    const channel = slackChannel(secret, 'info')
    const said = (text: string) => channel.explain({ status: 404, retryAfter: undefined, text })
    expect(said('no_service\n')).toBe('no_service')
    expect(said('<html>https://hooks.slack.com/services/T/B/x</html>')).toBeUndefined()
  })
})

describe('a webhook', () => {
  const channel = webhookChannel('https://hooks.example.com/alerts', secret)

  test('gets the alert as JSON, with a signature of time and body', () => {
    const { address, headers, body } = channel.write(GAP, KEY, NOW)
    expect(address.href).toBe('https://hooks.example.com/alerts')
    expect(JSON.parse(body)).toEqual(GAP)
    const t = 1795262400
    const v1 = createHmac('sha256', KEY).update(`${t}.${body}`).digest('hex')
    expect(headers).toMatchObject({ 'holdfast-signature': `t=${t},v1=${v1}` })
  })

  test('is signed by no key that can be guessed', () => {
    expect(() => channel.write(GAP, 'hunter2', NOW)).toThrow(SettingInvalidError)
    expect(() => channel.write(GAP, 'hunter2', NOW)).not.toThrow(/hunter2/)
  })
})

describe('a secret', () => {
  test('is read once in five minutes, and anew when it is asked for', async () => {
    const clock = fakeClock()
    const values = ['first', 'first', 'second']
    let reads = 0
    const cached = cachedSecret(async () => values[reads++]!, clock)
    expect([await cached.value(), await cached.value(), reads]).toEqual(['first', 'first', 1])
    clock.advance(300_000)
    expect([await cached.value(), reads]).toEqual(['first', 2])
    expect([await cached.renew(), await cached.value(), reads]).toEqual([true, 'second', 3])
  })

  test('that is the same after it was read anew is no other', async () => {
    const cached = cachedSecret(async () => 'same', fakeClock())
    await cached.value()
    expect(await cached.renew()).toBe(false)
  })
})
