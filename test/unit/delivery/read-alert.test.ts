import { describe, expect, test } from '@jest/globals'
import { MalformedEventError } from '../../../shared/errors.ts'
import { Alert } from '../../../shared/model/alert.ts'
import { readAlert } from '../../../shared/delivery/read-alert.ts'
import { ALARM, GAP } from './alerts.ts'

function read(value: object): Alert {
  const alert = readAlert(JSON.stringify(value))
  if (alert === undefined) throw new Error('no news')
  return alert
}

describe('a message of the topic', () => {
  test('is an alert of Holdfast, raw or as SNS wraps it', () => {
    expect(read(GAP)).toEqual(GAP)
    expect(read({ Type: 'Notification', TopicArn: 'arn:topic', Message: JSON.stringify(GAP) })).toEqual(GAP)
  })

  test('is an alarm of CloudWatch, which becomes an alert with the alarm’s name as its key', () => {
    const alert = read(ALARM)
    expect(Alert.parse(alert)).toEqual(alert)
    expect(alert).toEqual({
      kind: 'alarm',
      key: 'alarm:123456789012/holdfast-prod-ChangesDeadLettersAlarm-1A2B',
      state: 'begun',
      severity: 'critical',
      subject:
        'Holdfast: Alarm: Changes of Lambda functions could not be captured and wait in the dead-letter q...',
      text: [
        ALARM.AlarmDescription,
        'Alarm: holdfast-prod-ChangesDeadLettersAlarm-1A2B',
        'Metric: AWS/SQS ApproximateNumberOfMessagesVisible',
        'QueueName: holdfast-prod-ChangesDeadLetters-XYZ',
        'aws cloudwatch describe-alarm-history --alarm-name holdfast-prod-ChangesDeadLettersAlarm-1A2B --region eu-west-1',
      ].join('\n'),
      facts: [
        { name: 'What', value: ALARM.AlarmDescription },
        { name: 'Alarm', value: 'holdfast-prod-ChangesDeadLettersAlarm-1A2B' },
        { name: 'Metric', value: 'AWS/SQS ApproximateNumberOfMessagesVisible' },
        { name: 'QueueName', value: 'holdfast-prod-ChangesDeadLetters-XYZ' },
      ],
      next: [
        'aws cloudwatch describe-alarm-history --alarm-name holdfast-prod-ChangesDeadLettersAlarm-1A2B --region eu-west-1',
      ],
      at: '2026-11-21T12:01:02.345Z',
      account: '123456789012',
      attributes: { alarm: 'holdfast-prod-ChangesDeadLettersAlarm-1A2B' },
    })
  })

  test('that is an alarm takes what to do from the further lines of its description', () => {
    const alert = read({ ...ALARM, AlarmDescription: 'No audit was carried out.\nholdfast audit' })
    expect(alert.subject).toBe('Holdfast: Alarm: No audit was carried out.')
    expect(alert.facts[0]).toEqual({ name: 'What', value: 'No audit was carried out.' })
    expect(alert.next).toEqual(['holdfast audit', expect.stringContaining('describe-alarm-history')])
  })

  test.each(['warning', 'critical'])(
    'that is an alarm is as severe as its description says: %s',
    (severity) => {
      const AlarmDescription = `Calls were throttled.\nholdfast doctor\nseverity: ${severity}`
      const alert = read({ ...ALARM, AlarmDescription })
      expect(alert).toMatchObject({ severity, subject: 'Holdfast: Alarm: Calls were throttled.' })
      expect(alert.next).toEqual(['holdfast doctor', expect.stringContaining('describe-alarm-history')])
      expect(read({ ...ALARM, AlarmDescription, NewStateValue: 'OK' }).severity).toBe('info')
    },
  )

  test.each([
    ['OK', 'ended', 'info'],
    ['INSUFFICIENT_DATA', 'once', 'warning'],
  ])('that is an alarm in the state %s is %s, %s, under the same key', (NewStateValue, state, severity) => {
    const { key } = read(ALARM)
    expect(read({ ...ALARM, NewStateValue })).toMatchObject({ key, state, severity })
  })

  test('that is an alarm which does not tell its end is told once: no end would come', () => {
    const { key } = read(ALARM)
    expect(read({ ...ALARM, OKActions: [] })).toMatchObject({ key, state: 'once', severity: 'critical' })
    expect(read({ ...ALARM, OKActions: 'not understood', OldStateValue: 7 }).state).toBe('begun')
  })

  test('that says that all is well under a new alarm is no news; that something is wrong is', () => {
    const fresh = { ...ALARM, OldStateValue: 'INSUFFICIENT_DATA' }
    expect(readAlert(JSON.stringify({ ...fresh, NewStateValue: 'OK' }))).toBeUndefined()
    expect(read(fresh).state).toBe('begun')
    expect(read({ ...ALARM, OldStateValue: 'ALARM', NewStateValue: 'OK' }).state).toBe('ended')
  })

  test.each([
    ['2026-11-21T11:01:03.000+0000', false],
    ['2026-11-21T11:01:02.000+0000', true],
    ['2026-11-14T12:00:00.000+0000', true],
    ['not understood', true],
    [7, true],
    [undefined, true],
  ])(
    'that says that all is well after a time without data is news unless the alarm is new: of %s, %p',
    (AlarmConfigurationUpdatedTimestamp, isTold) => {
      const over = { ...ALARM, OldStateValue: 'INSUFFICIENT_DATA', NewStateValue: 'OK' }
      const alert = readAlert(JSON.stringify({ ...over, AlarmConfigurationUpdatedTimestamp }))
      expect(alert?.state).toBe(isTold ? 'ended' : undefined)
    },
  )

  test('that is an alarm with as little as CloudWatch may say is an alert all the same', () => {
    const { AlarmName, AWSAccountId, StateChangeTime } = ALARM
    const bare = { AlarmName, AWSAccountId, StateChangeTime, AlarmDescription: null, NewStateValue: 'ALARM' }
    const alert = read(bare)
    expect(Alert.parse(alert)).toEqual(alert)
    expect(alert.next).toEqual([`aws cloudwatch describe-alarm-history --alarm-name ${AlarmName}`])
    const named = read({ ...bare, AlarmName: 'our alarm; rm' })
    expect(named.next).toEqual(["aws cloudwatch describe-alarm-history --alarm-name 'our alarm; rm'"])
  })

  test.each(['no JSON', '"text"', '{}', JSON.stringify({ ...GAP, severity: 'secret-value' })])(
    'that is neither is malformed, and is not quoted: %s',
    (body) => {
      const read = () => readAlert(body)
      expect(read).toThrow(MalformedEventError)
      expect(read).not.toThrow(/secret-value|no JSON/)
    },
  )
})
