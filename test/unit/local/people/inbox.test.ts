import { describe, expect, test } from '@jest/globals'
import { isAlarm, messageLine, missingInSlack, repeated } from '../../../../local/people/inbox.ts'
import { inboxPage } from '../../../../local/people/inbox-page.ts'

const AT = '2026-11-21T12:34:56.789Z'
const mail = (subject: string, text = 'text') => ({ at: AT, subject, text })
const message = (text: string, body = '') => ({ at: AT, text, body })

describe('what people were told', () => {
  test('lists a message of Slack by time and severity', () => {
    expect(messageLine(message(':warning: Holdfast: a gap'))).toBe('12:34:56  warning   Holdfast: a gap')
    expect(messageLine(message(':white_check_mark: Holdfast: over'))).toBe(
      '12:34:56  over      Holdfast: over',
    )
  })

  test('misses a mail of which Slack has one message less', () => {
    const mails = [mail('a gap'), mail('a gap'), mail('a run')]
    const messages = [message(':warning: a gap'), message(':warning: a run')]
    expect(missingInSlack(mails, messages)).toEqual([mail('a gap')])
    expect(missingInSlack(mails, [...messages, message(':warning: a gap')])).toEqual([])
  })

  test('does not ask Slack for the subject that CloudWatch gives the mail of an alarm', () => {
    const alarm = mail('ALARM: "SlackDeadLetters" in eu-west-1')
    expect(isAlarm(alarm)).toBe(true)
    expect(missingInSlack([alarm], [])).toEqual([])
  })

  test('finds a mail that says what an earlier one said, and none that says something else', () => {
    const mails = [mail('a gap', 'of one'), mail('a gap', 'of another'), mail('a gap', 'of one')]
    expect(repeated(mails)).toEqual([mails[2]])
  })

  test('is a page that shows the text of messages, and alarms in words, on a phone too', () => {
    const alarm = {
      AlarmName: 'NoRun',
      AlarmDescription: 'No run came to its end.\nholdfast doctor',
      OldStateValue: 'OK',
      NewStateValue: 'ALARM',
      NewStateReason: 'Threshold Crossed: no datapoints.',
      StateChangeTime: '2026-11-21T23:33:33Z',
    }
    const mails = [mail('ALARM: "NoRun" in eu-west-1', JSON.stringify(alarm))]
    const page = inboxPage(mails, [message(':warning: a gap', 'policy could not be read')])
    expect(page).toContain(`<pre>No run came to its end.
holdfast doctor

State: OK -&gt; ALARM
Reason: Threshold Crossed: no datapoints.
Time: 2026-11-21T23:33:33Z
Alarm: NoRun</pre>`)
    expect(page).toContain('warning</span> a gap</summary><pre>policy could not be read</pre>')
    expect(page).toContain('<meta name="viewport" content="width=device-width')
  })

  test('is a page in which a mail cannot put markup', () => {
    const page = inboxPage([mail('<script>', 'a & b')], [message(':warning: <b>')])
    expect(page).toContain('&lt;script&gt;')
    expect(page).toContain('a &amp; b')
    expect(page).not.toMatch(/<script>|<b>/)
  })
})
