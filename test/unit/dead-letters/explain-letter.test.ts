import { readFile } from 'node:fs/promises'
import { describe, expect, test } from '@jest/globals'
import { explainLetter } from '../../../shared/dead-letters/explain-letter.ts'
import type { DeadLetter } from '../../../shared/dead-letters/dead-letter-ports.ts'
import { GAP } from '../delivery/alerts.ts'

const ACCOUNT = '123456789012'
const SOURCE = { url: 'https://sqs/changes', arn: 'arn:changes', waiting: 0 }
const QUEUE = { url: 'https://sqs/dead', arn: 'arn:dead', waiting: 1, name: 'changes', source: SOURCE }

const explain = (letter: Partial<DeadLetter>, queue: typeof QUEUE | Omit<typeof QUEUE, 'source'> = QUEUE) =>
  explainLetter({ id: '1', receipt: 'r', body: '', attributes: {}, sentAt: new Date(0), ...letter }, queue, {
    account: ACCOUNT,
    kinds: [],
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

  test('a call that needs no capture', async () => {
    const { what } = explain({ body: await event('GetFunction20150331v2.json') })
    expect(what).toMatch(/^A call that needs no capture: GetFunction in /)
  })

  test('an alert that did not arrive', () => {
    expect(explain({ body: JSON.stringify(GAP) })).toMatchObject({
      what: `An alert of ${GAP.at}: ${GAP.subject}`,
      redrive: 'It is sent once more.',
    })
  })

  test('a run that could not be started, with the command that starts it', () => {
    const attributes = {
      SCHEDULE_ARN: `arn:aws:scheduler:eu-west-1:${ACCOUNT}:schedule/default/holdfast-prod-deep`,
      TARGET_ARN: `arn:aws:states:eu-west-1:${ACCOUNT}:stateMachine:holdfast-prod-backup`,
      SCHEDULED_TIME: '2026-11-21T03:00:00Z',
      ERROR_CODE: 'AccessDeniedException',
      ERROR_MESSAGE: 'not authorized',
      RETRY_ATTEMPTS: '10',
    }
    const command = `aws stepfunctions start-execution --state-machine-arn ${attributes.TARGET_ARN} --input '{"mode":"deep"}' --region eu-west-1`
    const expected = {
      what: 'A run that could not be started by the schedule holdfast-prod-deep for 2026-11-21T03:00:00Z.',
      why: 'AccessDeniedException: not authorized (after 10 more tries)',
      redrive: `SQS cannot give it back to Scheduler. The next run makes it good, or now: ${command}. Then drop it.`,
    }
    expect(explain({ attributes, body: '{"mode":"deep"}' })).toEqual(expected)
    const request = JSON.stringify({ StateMachineArn: attributes.TARGET_ARN, Input: '{"mode":"deep"}' })
    const universal = { ...attributes, TARGET_ARN: 'arn:aws:scheduler:::aws-sdk:sfn:startExecution' }
    expect(explain({ attributes: universal, body: request })).toEqual(expected)
  })

  test.each(['no JSON', '{}', '[]', 'null'])('anything else is said to be unknown: %s', (body) => {
    expect(explain({ body }).what).toBe('Something that Holdfast does not know.')
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
      /^It was delivered as often as its queue allows/,
    )
  })
})

test('what comes from no queue goes back to none', () => {
  const { source: _, ...alone } = QUEUE
  expect(explain({ body: JSON.stringify(GAP) }, alone).redrive).toBe(
    'No queue takes it back: drop it once it is dealt with.',
  )
})
