import { readFile } from 'node:fs/promises'
import { expect, test } from '@jest/globals'
import { digestParts } from '../../../shared/alerts/digest-parts.ts'
import { alertOf } from '../../../shared/alerts/draft.ts'
import { digestOf } from '../../../shared/alerts/messages/digest.ts'
import { topicMessage } from '../../../shared/aws/topic-message.ts'
import { Alert } from '../../../shared/model/alert.ts'

const TEN = '2026-01-01T10:00:00.000Z'
const TWELVE = '2026-01-01T12:00:00.000Z'

function gap(key: string, at = TEN, state: 'begun' | 'ended' = 'begun'): Alert {
  const words = {
    severity: 'warning',
    subject: key.padEnd(99, '.'),
    lines: ['.'],
    facts: [],
    next: [],
  } as const
  return alertOf({ kind: 'gap', key, state, ...words, at, account: '123456789012', attributes: {} })
}

const digest = digestOf(
  [gap('orders', TEN, 'ended'), gap('stock', TWELVE, 'ended')],
  { number: 1, of: 1 },
  { vaultUrl: 's3://vault' },
)

test('a digest says of each alert when it was seen, for its own time is that of the latest', () => {
  expect(Alert.parse(digest)).toEqual(digest)
  expect(digest.at).toBe(TWELVE)
  expect(digest.alerts).toEqual([
    { key: 'orders', state: 'ended', at: TEN },
    { key: 'stock', state: 'ended', at: TWELVE },
  ])
})

test('the relay of docs/alerts.md sends a digest on as each of its alerts, with the time of that', async () => {
  const text = await readFile(new URL('../../../docs/alerts.md', import.meta.url), 'utf8')
  const [, code = ''] = /```js\n((?:(?!```)[^])*relayedAll[^]*?)```/.exec(text) ?? []
  const { relayedAll } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
    readonly relayedAll: (alert: Alert, routingKey: string) => readonly Relayed[]
  }
  const [orders, stock] = relayedAll(digest, 'R')
  expect(orders).toMatchObject({ event_action: 'resolve', payload: { timestamp: TEN } })
  expect(stock).toMatchObject({ event_action: 'resolve', payload: { timestamp: TWELVE } })
  const [alone] = relayedAll(gap('stock', TEN), 'R')
  expect(stock?.dedup_key).toBe(alone?.dedup_key)
})

interface Relayed {
  readonly event_action: string
  readonly dedup_key: string
  readonly payload: { readonly timestamp: string }
}

test('as many alerts as a digest lists, with short keys, are no more than SNS takes, and its text is whole', () => {
  const all = Array.from({ length: 2000 }, (_, n) => ({ alert: gap(`gap:${n}`) }))
  const parts = digestParts(all)
  expect(parts.length).toBeLessThan(4)
  for (const [n, [first, ...others]] of parts.entries()) {
    const alerts = [first.alert, ...others.map(({ alert }) => alert)] as const
    const part = digestOf(
      alerts,
      { number: n + 1, of: parts.length },
      { vaultUrl: 's3://vault', whole: 's3://vault/alerts/held/' },
    )
    const { Message = '' } = topicMessage(part)
    expect(Buffer.byteLength(Message)).toBeLessThan(262_144)
    expect(JSON.parse((JSON.parse(Message) as { sqs: string }).sqs)).toEqual(part)
  }
})
