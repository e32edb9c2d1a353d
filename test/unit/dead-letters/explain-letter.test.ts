import { readFile } from 'node:fs/promises'
import { describe, expect, test } from '@jest/globals'
import { flushMessage, tellMessages } from '../../../shared/changes/own-alerts.ts'
import { explainLetter } from '../../../shared/dead-letters/explain-letter.ts'
import type { DeadLetter } from '../../../shared/dead-letters/dead-letter-ports.ts'
import { COMMAND_PLACE } from '../../fixtures/command-place.ts'
import { GAP } from '../delivery/alerts.ts'
import { LOG_GROUP, loggerLine, logsEvent } from '../log-delivery/log-lines.ts'

const ACCOUNT = '123456789012'
const SOURCE = { url: 'https://sqs/changes', arn: 'arn:changes', waiting: 0 }
const QUEUE = { url: 'https://sqs/dead', arn: 'arn:dead', waiting: 1, name: 'changes', source: SOURCE }

const explain = (letter: Partial<DeadLetter>, queue: typeof QUEUE | Omit<typeof QUEUE, 'source'> = QUEUE) =>
  explainLetter({ id: '1', receipt: 'r', body: '', attributes: {}, sentAt: new Date(0), ...letter }, queue, {
    account: ACCOUNT,
    kinds: [],
    now: new Date('2026-11-22T00:00:00.000Z'),
    place: COMMAND_PLACE,
  })

const FIXTURES = new URL('../../fixtures/cloudtrail/', import.meta.url)

/** A recorded call as EventBridge hands it over, of the account that looks at it. */
async function event(name: string): Promise<string> {
  const text = await readFile(new URL(name, FIXTURES), 'utf8')
  const { account } = JSON.parse(text) as { account: string }
  return text.replaceAll(account, ACCOUNT)
}

describe('what a dead letter was', () => {
  test('a change: which function, by whom, when', async () => {
    const body = await event('UpdateFunctionConfiguration20150331v2.json')
    const { what, redrive } = explain({ body })
    expect(what).toMatch(
      /^A change: UpdateFunctionConfiguration of the function \S+ in \S+ by arn:\S+ at \d{4}-\d\d-\d\dT\S+\.$/,
    )
    expect(redrive).toMatch(/captures it unless nothing changed/)
  })

  test('a change that on-change handed to itself', () => {
    const change = {
      eventId: 'e1',
      eventName: 'PutTargets',
      eventTime: '2026-11-21T12:00:00Z',
      resource: { account: ACCOUNT, zone: 'eu-west-1', kind: 'function', name: 'orders' },
    }
    expect(explain({ body: JSON.stringify({ handedOver: [change, change] }) }).what).toBe(
      'A change of what wakes a function: PutTargets of the function orders in eu-west-1 at 2026-11-21T12:00:00Z, and 1 more.',
    )
  })

  test('alerts that on-change could not tell, and the digest of a burst', () => {
    const [letter = ''] = tellMessages([GAP, GAP])
    expect(explain({ body: letter })).toMatchObject({
      what: `Alerts that people were not told: of ${GAP.at}: ${GAP.subject}, and 1 more.`,
      redrive: 'on-change tells people what they do not know by now.',
    })
    const opened = '2026-11-21T12:00:00.000Z'
    expect(
      explain({ body: flushMessage({ account: ACCOUNT, kind: 'gap', state: 'begun', opened }) }),
    ).toMatchObject({
      what: `A digest of alerts of the kind gap (begun) in ${ACCOUNT}, gathered from ${opened} on, that people were not told.`,
      redrive: 'on-change gathers it from the vault and tells people, unless they were told by now.',
    })
  })

  test('a call that needs no capture', async () => {
    const { what } = explain({ body: await event('GetFunction20150331v2.json') })
    expect(what).toMatch(/^A call that needs no capture: GetFunction in /)
  })

  test('an alert that did not arrive', () => {
    expect(explain({ body: JSON.stringify(GAP) })).toMatchObject({
      what: `An alert of ${GAP.at}: ${GAP.subject}`,
      redrive:
        'It is sent once more, with its time: it may be over by now. Mend first what it failed of: another address or key is put into its secret.',
    })
    expect(explain({ body: JSON.stringify({ ...GAP, state: 'ended' }) })).toMatchObject({
      redrive: expect.stringMatching(/^It is sent once more, with its time\. /),
    })
  })

  test('an e-mail that SNS could not send, by its subject', () => {
    const { source: _, ...alone } = QUEUE
    const email = { ...alone, name: 'email' }
    const notification = {
      Type: 'Notification',
      Subject: GAP.subject,
      Message: `${GAP.text}\nTime: ${GAP.at}`,
      Timestamp: '2026-11-21T12:00:01.000Z',
    }
    expect(explain({ body: JSON.stringify(notification) }, email)).toEqual({
      what: `An e-mail of 2026-11-21T12:00:01.000Z that did not arrive: ${GAP.subject}`,
      why: expect.stringContaining('six hours'),
      redrive: expect.stringMatching(/^SQS cannot give it back to SNS: .* drop it\.$/),
    })
    expect(explain({ body: GAP.text }, email).what).toBe('An e-mail that did not arrive')
  })

  test('a run that could not be started, and that redriving starts it', () => {
    const attributes = {
      SCHEDULE_ARN: `arn:aws:scheduler:eu-west-1:${ACCOUNT}:schedule/default/holdfast-prod-deep`,
      TARGET_ARN: `arn:aws:states:eu-west-1:${ACCOUNT}:stateMachine:holdfast-prod-backup`,
      SCHEDULED_TIME: '2026-11-21T03:00:00Z',
      ERROR_CODE: 'AccessDeniedException',
      ERROR_MESSAGE: 'not authorized',
      RETRY_ATTEMPTS: '10',
    }
    const expected = {
      what: 'A backup run that the schedule holdfast-prod-deep could not start for 2026-11-21T03:00:00Z.',
      why: 'AccessDeniedException: not authorized (after 10 more tries)',
      redrive:
        'It is started now, as the schedule would have, and the letter is removed. What one start missed the next one finds too.',
    }
    expect(explain({ attributes, body: '{"mode":"deep"}' })).toEqual(expected)
    const request = JSON.stringify({ StateMachineArn: attributes.TARGET_ARN, Input: '{"mode":"deep"}' })
    const universal = { ...attributes, TARGET_ARN: 'arn:aws:scheduler:::aws-sdk:sfn:startExecution' }
    expect(explain({ attributes: universal, body: request })).toEqual(expected)
    const restore = { ...attributes, TARGET_ARN: attributes.TARGET_ARN.replace(/backup$/, 'restore') }
    expect(explain({ attributes: restore, body: '{}' }).redrive).toMatch(
      /^Nobody knows what to start: .* Drop it\.$/,
    )
  })

  test.each(['no JSON', '{}', '[]', 'null', '{"alerts":', '{"alerts":{}}'])(
    'anything else is said to be unknown: %s',
    (body) => {
      expect(explain({ body }).what).toBe('Something that Holdfast does not know.')
    },
  )
})

/** What Lambda puts into a queue when a function failed at an event as often as it may. */
const failed = (requestPayload: unknown, more: object = {}) => ({
  version: '1.0',
  timestamp: '2026-11-21T12:00:00.000Z',
  requestContext: {
    requestId: 'r1',
    functionArn: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:holdfast-prod-watch-activity:$LATEST`,
    condition: 'RetriesExhausted',
    approximateInvokeCount: 3,
  },
  requestPayload,
  responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
  responsePayload: { errorType: 'VaultUnavailableError', errorMessage: 'The vault cannot be reached.' },
  ...more,
})

describe('what a function was invoked with in vain', () => {
  const { source: _, ...alone } = QUEUE
  const invoked = (...record: Parameters<typeof failed>) =>
    explain({ body: JSON.stringify(failed(...record)) }, alone)

  test('a look for unusual activity, that the next one makes good', () => {
    expect(invoked({ look: true })).toEqual({
      what: 'A look for unusual activity.',
      why: 'VaultUnavailableError: The vault cannot be reached. (tried 3 times)',
      redrive:
        'SQS cannot give it back to Lambda. The next look, within five minutes, sees the same: drop it.',
    })
  })

  test('a call on the vault: which, by whom, when', async () => {
    const body = await event('UpdateFunctionConfiguration20150331v2.json')
    const words =
      /^A call that the watch for unusual activity did not judge: UpdateFunctionConfiguration in \S+ by arn:\S+ at \S+Z\.$/
    expect(invoked(JSON.parse(body)).what).toMatch(words)
    // As a rule buries it that cannot reach the function.
    const attributes = { RULE_ARN: 'arn:aws:events:eu-west-1:1:rule/attempts', ERROR_CODE: 'NO_PERMISSIONS' }
    expect(explain({ body, attributes }, alone)).toEqual({
      what: expect.stringMatching(words),
      why: 'attempts could not deliver it: NO_PERMISSIONS: no message',
      redrive: 'No queue takes it back: find out whether it was meant to be, then drop it.',
    })
  })

  test('lines of a log that OpenSearch did not get, and where they are', () => {
    expect(invoked(logsEvent([loggerLine(), loggerLine()]))).toMatchObject({
      what: `2 lines of ${LOG_GROUP}, from 2026-11-21T23:59:59.000Z to 2026-11-21T23:59:59.001Z, that OpenSearch did not get.`,
      redrive:
        'SQS cannot give them back to Lambda. They are in CloudWatch Logs, and missing in OpenSearch: drop it.',
    })
    expect(invoked({ awslogs: { data: 'bm8gZ3ppcA==' } }).what).toMatch(/^An event that /)
  })

  test('anything else, by the name of the function', () => {
    const record = { responsePayload: undefined }
    expect(invoked({ some: 'event' }, record)).toEqual({
      what: 'An event that holdfast-prod-watch-activity failed at.',
      why: 'RetriesExhausted (tried 3 times)',
      redrive: 'SQS cannot give it back to Lambda: drop it once it is dealt with.',
    })
  })
})

test('a look that its schedule could not start is made good by the next', () => {
  const attributes = {
    SCHEDULE_ARN: `arn:aws:scheduler:eu-west-1:${ACCOUNT}:schedule/default/holdfast-prod-watch`,
    TARGET_ARN: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:holdfast-prod-watch-activity`,
    ERROR_CODE: 'AccessDeniedException',
  }
  expect(explain({ attributes, body: '{"look":true}' })).toEqual({
    what: 'A look for unusual activity that the schedule holdfast-prod-watch could not start.',
    why: 'AccessDeniedException: no message',
    redrive:
      'SQS cannot give it back to Scheduler. The next look, within five minutes, sees the same: drop it.',
  })
})

describe('why it failed', () => {
  test.each([
    [
      { error: 'MalformedEventError', reason: 'The message is not JSON.' },
      'MalformedEventError: The message is not JSON.',
    ],
    [
      {
        RULE_ARN: 'arn:aws:events:eu-west-1:1:rule/bus/hub',
        ERROR_CODE: 'NO_PERMISSIONS',
        ERROR_MESSAGE: 'denied',
      },
      'hub could not deliver it: NO_PERMISSIONS: denied',
    ],
    [{}, 'Nothing says why.'],
  ])('is said by whoever buried it: %j', (attributes, why) => {
    expect(explain({ attributes }).why).toBe(why)
  })

  test('is in the log when SQS buried it', () => {
    expect(explain({ sourceArn: 'arn:changes' }).why).toMatch(
      /^It was delivered as often as its queue allows.* says why\.$/,
    )
  })

  test('is not why it was there before it was redriven', () => {
    const attributes = { error: 'RequestRejectedError', reason: 'Slack answered 404.' }
    expect(explain({ sourceArn: 'arn:slack', attributes }).why).toMatch(
      /^It was delivered as often .* Before it was sent back: RequestRejectedError: Slack answered 404\.$/,
    )
  })
})

test('what comes from no queue goes back to none', () => {
  const { source: _, ...alone } = QUEUE
  expect(explain({ body: JSON.stringify(GAP) }, alone).redrive).toBe(
    'No queue takes it back: drop it once it is dealt with.',
  )
})
