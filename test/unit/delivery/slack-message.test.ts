import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { AlertKind, Severity } from '../../../shared/model/alert.ts'
import type { Alert } from '../../../shared/model/alert.ts'
import { slackMessage } from '../../../shared/delivery/slack-message.ts'
import { GAP } from './alerts.ts'

interface Text {
  readonly type: string
  readonly text: string
}
interface Block {
  readonly type: string
  readonly text?: Text
  readonly fields?: readonly Text[]
  readonly elements?: readonly Text[]
}
interface Message {
  readonly text: string
  readonly blocks: readonly Block[]
  readonly attachments: readonly { readonly color: string; readonly blocks: readonly Block[] }[]
}
const messageOf = (alert: Alert) => slackMessage(alert) as unknown as Message

const ALERTS: fc.Arbitrary<Alert> = fc.record({
  kind: fc.constantFrom(...AlertKind.options),
  key: fc.constant('key'),
  state: fc.constantFrom('begun' as const, 'ended' as const, 'once' as const),
  severity: fc.constantFrom(...Severity.options),
  subject: fc.string({ unit: fc.constantFrom('&', '<', 'a', ' '), minLength: 1, maxLength: 99 }),
  text: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4000, size: 'max' }),
  facts: fc.array(
    fc.record({
      name: fc.string({ minLength: 1, maxLength: 300, size: 'max' }),
      value: fc.string({ unit: fc.constantFrom('&', '>', '😀', '`'), maxLength: 3000, size: 'max' }),
    }),
    { maxLength: 60 },
  ),
  next: fc.array(fc.string({ maxLength: 4000, size: 'max' }), { maxLength: 12 }),
  at: fc.constant(GAP.at),
  account: fc.constant(GAP.account),
  attributes: fc.constant({}),
})

describe('a message for Slack', () => {
  test('has the heading, the facts as fields, the command as code, and the severity as colour', () => {
    expect(slackMessage(GAP)).toEqual({
      text: ':warning: Holdfast: a gap appeared at orders',
      blocks: [
        {
          type: 'header',
          text: { type: 'plain_text', text: ':warning: Holdfast: a gap appeared at orders', emoji: true },
        },
      ],
      attachments: [
        {
          color: '#ecb22e',
          blocks: [
            {
              type: 'section',
              fields: [
                { type: 'mrkdwn', verbatim: true, text: '*Function*\norders' },
                { type: 'mrkdwn', verbatim: true, text: '*Part*\npolicy &lt;b&gt; &amp; more' },
              ],
            },
            {
              type: 'section',
              text: {
                type: 'mrkdwn',
                verbatim: true,
                text: '```holdfast show orders --zone eu-west-1```',
              },
            },
            {
              type: 'context',
              elements: [
                {
                  type: 'mrkdwn',
                  verbatim: true,
                  text: 'gap · warning · 123456789012 · eu-west-1 · 2026-11-21T12:00:00.000Z',
                },
              ],
            },
          ],
        },
      ],
    })
  })

  test('of the end of a problem is green, however severe the problem was', () => {
    const { text, attachments } = messageOf({ ...GAP, severity: 'critical', state: 'ended' })
    expect(text).toMatch(/^:white_check_mark:/)
    expect(attachments[0]?.color).toBe('#2eb67d')
  })

  test('says the text where there are no facts, and in a digest', () => {
    const texts = (alert: Alert) => JSON.stringify(slackMessage(alert))
    expect(texts(GAP)).not.toContain(GAP.text)
    expect(texts({ ...GAP, facts: [] })).toContain(GAP.text)
    expect(texts({ ...GAP, kind: 'digest' })).toContain(GAP.text)
  })

  test('says how many facts it leaves out', () => {
    const facts = Array.from({ length: 43 }, (_, n) => ({ name: `Fact ${n}`, value: 'x' }))
    expect(JSON.stringify(slackMessage({ ...GAP, facts }))).toContain('and 3 more facts')
  })

  test('mentions nobody, whatever a function is called', () => {
    const facts = [{ name: 'Function', value: '<!channel> <@U1> <https://evil.example|here>' }]
    const subject = 'Holdfast: <!here> deleted'
    expect(JSON.stringify(slackMessage({ ...GAP, facts, subject }))).not.toMatch(/<[!@#h]/)
  })

  test('keeps to the limits of Block Kit, whatever there is to say', () => {
    fc.assert(
      fc.property(ALERTS, (alert) => {
        const { text, blocks, attachments } = messageOf(alert)
        const all = [...blocks, ...attachments.flatMap((one) => one.blocks)]
        expect(text.length).toBeLessThanOrEqual(3000)
        expect(all.length).toBeLessThanOrEqual(50)
        for (const block of all) {
          expect(block.text?.text.length ?? 1).toBeLessThanOrEqual(block.type === 'header' ? 150 : 3000)
          expect(block.text?.text ?? 'none').not.toBe('')
          expect(block.fields?.length ?? 1).toBeLessThanOrEqual(10)
          for (const { text: field } of [...(block.fields ?? []), ...(block.elements ?? [])])
            expect(field.length).toBeLessThanOrEqual(2000)
        }
      }),
      { numRuns: 10 },
    )
  })
})
