import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { Sighting } from '../../../shared/model/activity.ts'
import { AlertKind, Severity } from '../../../shared/model/alert.ts'
import type { Alert } from '../../../shared/model/alert.ts'
import { auditFinding } from '../../../shared/alerts/messages/audit-finding.ts'
import type { AuditOf, AuditProblem } from '../../../shared/alerts/messages/audit-problem.ts'
import { damageFound } from '../../../shared/alerts/messages/integrity.ts'
import { lockMissing } from '../../../shared/alerts/messages/lock-missing.ts'
import type { EndedRestore } from '../../../shared/alerts/messages/restore-ended.ts'
import { restoreEnded } from '../../../shared/alerts/messages/restore-ended.ts'
import { runEnded } from '../../../shared/alerts/messages/run-ended.ts'
import { unusualActivity } from '../../../shared/alerts/messages/unusual-activity.ts'
import { Alarm, alarmAlert } from '../../../shared/delivery/alarm-alert.ts'
import { slackMessage } from '../../../shared/delivery/slack-message.ts'
import { escaped } from '../../../shared/delivery/slack-text.ts'
import { smallReport } from '../../fixtures/run-reports.ts'
import { ALARM, GAP } from './alerts.ts'
import { COMMAND_PLACE } from '../../fixtures/command-place.ts'

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
/** As it is when it is sent at once. */
const messageOf = (alert: Alert) => slackMessage(alert, new Date(alert.at)) as unknown as Message

/** What a message says in sentences: neither facts nor commands. */
const textsOf = (alert: Alert) =>
  messageOf(alert).attachments.flatMap(({ blocks }) =>
    blocks.flatMap(({ text }) => (text === undefined || text.text.startsWith('```') ? [] : [text.text])),
  )

const OF: AuditOf = {
  audit: { auditId: 'audit-1', startedAt: '2026-11-21T06:00:00.000Z' },
  ...COMMAND_PLACE,
  account: GAP.account,
  at: GAP.at,
}
const PROBLEM = { key: 'audit:roles', subject: 'Roles', what: ['A: never used', 'B: never used'] }
const DAMAGE: AuditProblem = {
  kind: 'integrity',
  key: 'integrity:blobs/sha256/ab',
  subject: 'blobs/sha256/ab',
  what: ['its bytes do not hash to its name'],
  points: ['points/orders.json'],
}
const SIGHTING: Sighting = {
  detector: 'new-principal',
  subject: 'arn:aws:iam::123456789012:user/eve',
  firstAt: GAP.at,
  lastAt: GAP.at,
  count: 2,
  names: ['eu-west-1/orders', 'eu-west-1/billing'],
  events: ['UpdateFunctionCode'],
}
const FAILED_RESTORE: EndedRestore = {
  restoreId: 'restore-1',
  execution: 'arn:aws:states:eu-west-1:123456789012:execution:holdfast-prod-restore:one',
  state: 'failed',
  plan: undefined,
  outcome: undefined,
  verification: undefined,
  failure: { error: 'AccessDeniedError', message: 'not shown', retryable: false },
}
const PLACE = { ...COMMAND_PLACE, account: GAP.account }

/** Alerts whose facts are not all that there is to say. */
const TOLD = [
  damageFound(DAMAGE, OF),
  auditFinding({ ...PROBLEM, kind: 'audit-finding' }, OF),
  lockMissing({ ...PROBLEM, kind: 'lock-missing' }, OF),
  runEnded(await smallReport(), { ...COMMAND_PLACE, written: true }),
  restoreEnded(FAILED_RESTORE, { ...PLACE, at: GAP.at }),
  unusualActivity(SIGHTING, 'begun', { ...PLACE, at: new Date(GAP.at) }),
]

const ALERTS: fc.Arbitrary<Alert> = fc.record({
  kind: fc.constantFrom(...AlertKind.options),
  key: fc.constant('key'),
  state: fc.constantFrom('begun' as const, 'ended' as const, 'once' as const),
  severity: fc.constantFrom(...Severity.options),
  subject: fc.string({ unit: fc.constantFrom('&', '<', 'a', ' '), minLength: 1, maxLength: 99 }),
  text: fc
    .array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4000, size: 'max' }), {
      minLength: 1,
      maxLength: 8,
    })
    .map((lines) => lines.join('\n')),
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
  test('has the heading, the text, the facts as fields, the command as code, and the severity as colour', () => {
    expect(messageOf(GAP)).toEqual({
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
              text: { type: 'mrkdwn', verbatim: true, text: 'The policy of orders could not be read.' },
            },
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

  test.each(TOLD)('says every line of $kind that the e-mail says', (alert) => {
    const blocks = messageOf(alert).attachments.flatMap((one) => one.blocks)
    const shown = blocks.flatMap(({ text, fields = [] }) =>
      [text, ...fields].flatMap((one) => one?.text ?? []),
    )
    const lines = alert.text.split('\n').map((line) => line.replace(/^Next: /, ''))
    for (const line of lines) expect(shown.join('\n')).toContain(escaped(line))
    expect(textsOf(alert).join('\n')).not.toBe('')
  })

  test('names what an audit found, what is harmed, and how to mend it', () => {
    expect(textsOf(damageFound(DAMAGE, OF))).toEqual([
      `blobs/sha256/ab in s3://vault is damaged:
its bytes do not hash to its name
Harmed: points/orders.json
A restore that needs it fails. An earlier version of the object, or a copy of the vault, may have it whole: put that in its place.
Or take the damaged one away: the next backup puts it again while AWS still has the code. docs/runbook.md has the steps.
Report: s3://vault/audits/2026-11-21/audit-1/report.html`,
    ])
  })

  test('does not say twice what facts and commands show', () => {
    expect(textsOf(alarmAlert(Alarm.parse(ALARM)))).toEqual([])
    const text = 'Something else.\n\nFunction: orders\nNext: holdfast show orders --zone eu-west-1'
    expect(textsOf({ ...GAP, text })).toEqual(['Something else.'])
  })

  test('says as much of a long text as fits, line by line, and that there is more', () => {
    const lines = Array.from({ length: 50 }, (_, n) => `- ${n}: ${'x'.repeat(90)}`)
    expect(textsOf({ ...GAP, text: lines.join('\n') }).join('\n')).toBe(lines.join('\n'))
    const long = textsOf({ ...GAP, text: Array<string[]>(4).fill(lines).flat().join('\n') })
    expect(long).toHaveLength(5)
    const shown = long.slice(0, 4).join('\n').split('\n').length
    expect(long.at(-1)).toBe(`and ${200 - shown} more lines, as the e-mail says`)
  })

  test('has the commands that are too many to be shown as code in its text', () => {
    const next = Array.from({ length: 7 }, (_, n) => `holdfast show orders${n}`)
    const text = ['Something.', ...next.map((command) => `Next: ${command}`)].join('\n')
    expect(textsOf({ ...GAP, text, next })).toEqual([
      'Something.\nNext: holdfast show orders5\nNext: holdfast show orders6',
    ])
  })

  test('says how many facts it leaves out', () => {
    const facts = Array.from({ length: 43 }, (_, n) => ({ name: `Fact ${n}`, value: 'x' }))
    expect(JSON.stringify(messageOf({ ...GAP, facts }))).toContain('and 3 more facts')
  })

  test.each([
    ['begun', 14, undefined],
    ['begun', 15, 'This came late: it is of 2026-11-21T12:00:00.000Z, 15 min ago.* It may be over by now.'],
    ['ended', 200, 'This came late: it is of 2026-11-21T12:00:00.000Z, 3 h ago.*'],
    ['once', 119, 'This came late: it is of 2026-11-21T12:00:00.000Z, 119 min ago.*'],
  ] as const)('of what is %s and sent %i minutes afterwards says first: %s', (state, minutes, words) => {
    const at = '2026-11-21T12:00:00.000Z'
    const now = new Date(Date.parse(at) + minutes * 60_000)
    const { attachments } = slackMessage({ ...GAP, at, state }, now) as unknown as Message
    const [first] = attachments[0]?.blocks ?? []
    if (words === undefined) expect(JSON.stringify(attachments)).not.toContain('late')
    else expect(first?.text?.text).toBe(`*${words}`)
  })

  test('mentions nobody, whatever a function is called', () => {
    const facts = [{ name: 'Function', value: '<!channel> <@U1> <https://evil.example|here>' }]
    const subject = 'Holdfast: <!here> deleted'
    expect(JSON.stringify(messageOf({ ...GAP, facts, subject }))).not.toMatch(/<[!@#h]/)
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
          expect(block.text?.text.trim() ?? 'none').not.toBe('')
          expect(block.fields?.length ?? 1).toBeLessThanOrEqual(10)
          for (const { text: field } of [...(block.fields ?? []), ...(block.elements ?? [])])
            expect(field.length).toBeLessThanOrEqual(2000)
        }
      }),
      { numRuns: 10 },
    )
  })
})
