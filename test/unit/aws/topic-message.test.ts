import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { topicMessage } from '../../../shared/aws/topic-message.ts'
import { Alert } from '../../../shared/model/alert.ts'

const ALERT: Alert = {
  kind: 'gap',
  key: 'gap:123456789012/eu-west-1/function/orders/policy',
  state: 'begun',
  severity: 'warning',
  subject: 'Holdfast: gap in eu-west-1/orders: policy (access-denied)',
  text: 'It could not be read.',
  facts: [{ name: 'Part', value: 'policy' }],
  next: ['holdfast doctor'],
  at: '2026-11-21T10:00:00.000Z',
  account: '123456789012',
  zone: 'eu-west-1',
  attributes: { resource: 'orders', failed: 3 },
}

function bodiesOf(alert: Alert) {
  return JSON.parse(topicMessage(alert).Message ?? '') as Record<'default' | 'sqs' | 'lambda', string>
}

describe('an alert on its way to SNS', () => {
  test('is its text with its time for e-mail, and whole for queues', () => {
    const { Subject, MessageStructure } = topicMessage(ALERT)
    expect([Subject, MessageStructure]).toEqual([ALERT.subject, 'json'])
    expect(bodiesOf(ALERT).default).toBe(`${ALERT.text}\nTime: ${ALERT.at}`)
    expect(Alert.parse(JSON.parse(bodiesOf(ALERT).sqs))).toEqual(ALERT)
  })

  test('has what filter policies compare', () => {
    const { MessageAttributes = {} } = topicMessage(ALERT)
    expect(
      Object.fromEntries(
        Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]),
      ),
    ).toEqual({
      kind: 'gap',
      severity: 'warning',
      state: 'begun',
      at: ALERT.at,
      account: '123456789012',
      zone: 'eu-west-1',
      thread: expect.stringMatching(/^[0-9a-f]{32}$/),
      resource: 'orders',
      failed: '3',
    })
    expect(MessageAttributes['failed']?.DataType).toBe('Number')
  })

  test('cannot be given another kind by an attribute of its own', () => {
    const { MessageAttributes = {} } = topicMessage({
      ...ALERT,
      attributes: { kind: 'digest', severity: 'info' },
    })
    expect(MessageAttributes['kind']?.StringValue).toBe('gap')
    expect(MessageAttributes['severity']?.StringValue).toBe('warning')
  })

  test('is never more than SNS takes, and never has more attributes than a raw delivery, nor empty ones', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 200 })
    const attributes = fc.dictionary(fc.stringMatching(/^[a-z]{1,9}$/), fc.oneof(fc.string(), fc.integer()))
    const long = fc.nat(400_000).map((length) => '€'.repeat(length) + 'x')
    fc.assert(
      fc.property(fc.oneof(text, long), attributes, (body, own) => {
        const { Message = '', MessageAttributes = {} } = topicMessage({
          ...ALERT,
          text: body,
          attributes: own,
        })
        const values = Object.entries(MessageAttributes)
        expect(Buffer.byteLength(Message)).toBeLessThan(262_144)
        expect(values.length).toBeLessThanOrEqual(10)
        expect(values.every(([, { StringValue }]) => StringValue !== '')).toBe(true)
        expect(Alert.safeParse(JSON.parse((JSON.parse(Message) as { sqs: string }).sqs)).success).toBe(true)
      }),
      { numRuns: 60 },
    )
  })
})
