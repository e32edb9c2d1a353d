import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import {
  AccessDeniedError,
  HoldfastError,
  RequestRejectedError,
  ServiceFaultError,
  ThrottledError,
} from '../../../shared/errors.ts'
import { alertStory } from '../../../shared/delivery/alert-story.ts'
import { cachedSecret } from '../../../shared/delivery/cached-secret.ts'
import { deliverAlerts } from '../../../shared/delivery/deliver-alerts.ts'
import type { DeliveryPorts, HttpPost, Letter } from '../../../shared/delivery/delivery-ports.ts'
import { serverPause } from '../../../shared/delivery/server-pause.ts'
import { slackChannel } from '../../../shared/delivery/slack-channel.ts'
import { httpPoster } from '../../../shared/runtime/http-post.ts'
import { fakeChangeQueue } from '../../fakes/fake-change-queue.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import { fakeLog, fakeMetrics } from '../../fakes/fake-log.ts'
import type { FakeSlack } from '../../fakes/fake-slack.ts'
import { startSlack } from '../../fakes/fake-slack.ts'
import { ALARM, GAP } from './alerts.ts'

let slack: FakeSlack
beforeEach(async () => {
  slack = await startSlack()
})
afterEach(() => slack.close())

/** Slack's address is one of HTTPS; what listens here speaks plain HTTP, and a test does not wait ten seconds. */
const plainly =
  (patience = 1000): HttpPost =>
  ({ address, ...rest }) =>
    httpPoster(request)({ ...rest, address: new URL(address.href.replace('https:', 'http:')) }, patience)

const letter = (messageId = 'm1', body = JSON.stringify(GAP)): Letter => ({
  messageId,
  receiptHandle: `r-${messageId}`,
  body,
  receiveCount: 1,
})

/** A minute of invocation with Slack at the other end. */
function world(
  changed: Partial<Pick<DeliveryPorts, 'channel' | 'post'>> & {
    readonly readSecret?: () => Promise<string>
  } = {},
) {
  const clock = fakeClock()
  const readSecret = changed.readSecret ?? (async () => slack.address.href.replace('http:', 'https:'))
  const ports = {
    channel: slackChannel(cachedSecret(readSecret, clock), 'info'),
    post: plainly(),
    pause: serverPause(clock),
    queue: fakeChangeQueue(),
    clock,
    log: fakeLog(),
    metrics: fakeMetrics(),
    ...changed,
  }
  const deliver = (...letters: Letter[]) =>
    deliverAlerts(ports, letters, new Date(clock.now().getTime() + 60_000))
  return { ...ports, clock, deliver }
}

describe('an alert for Slack', () => {
  test('is posted once, and done', async () => {
    const { deliver, queue, clock } = world()
    expect(await deliver(letter())).toEqual([])
    expect(slack.posted).toHaveLength(1)
    expect(JSON.parse(slack.posted[0]!.body)).toMatchObject({ attachments: [{ color: '#ecb22e' }] })
    expect([queue.delays, queue.buried, clock.sleeps]).toEqual([[], [], []])
  })

  test('is not made of a new alarm under which all is well', async () => {
    const { deliver, queue } = world()
    const well = { ...ALARM, OldStateValue: 'INSUFFICIENT_DATA', NewStateValue: 'OK' }
    expect(await deliver(letter('m1', JSON.stringify(well)))).toEqual([])
    expect([slack.posted, queue.buried]).toEqual([[], []])
  })

  test('waits as long as Slack asks when there are too many', async () => {
    slack.answers.push({ status: 429, headers: { 'retry-after': '7' } })
    const { deliver, clock } = world()
    expect(await deliver(letter())).toEqual([])
    expect(clock.sleeps).toEqual([7000])
    expect(slack.posted).toHaveLength(2)
  })

  test('goes back to the queue when Slack asks for more time than there is, and the rest of the batch with it', async () => {
    slack.answers.push({ status: 429, headers: { 'retry-after': '600' } })
    const { deliver, queue, clock, metrics } = world()
    expect(await deliver(letter('m1'), letter('m2'))).toEqual(['m1', 'm2'])
    expect(queue.delays).toEqual([
      { receiptHandle: 'r-m1', seconds: 600 },
      { receiptHandle: 'r-m2', seconds: 600 },
    ])
    expect([slack.posted.length, clock.sleeps]).toEqual([1, []])
    expect(metrics.totals).toEqual({ AlertsRetried: 2 })
  })

  test('understands a date after which to try again', async () => {
    slack.answers.push({ status: 503, headers: { 'retry-after': 'Thu, 01 Jan 2026 10:00:05 GMT' } })
    const { deliver, clock } = world()
    expect(await deliver(letter())).toEqual([])
    expect(clock.sleeps).toEqual([5000])
  })

  test('is tried again, ever more slowly, while Slack is down, and goes back before the invocation ends', async () => {
    slack.answers.push(...Array.from({ length: 20 }, () => ({ status: 500, text: 'rollup_error' })))
    const { deliver, queue, clock, log } = world()
    expect(await deliver(letter())).toEqual(['m1'])
    expect(clock.sleeps).toEqual([1000, 2000, 4000, 8000, 16_000])
    expect(queue.delays).toEqual([{ receiptHandle: 'r-m1', seconds: 32 }])
    expect(log.lines.at(-1)?.fields['error']).toEqual(
      new ServiceFaultError('Slack answered 500 (rollup_error).'),
    )
  })

  test('is tried again when Slack is slow, or nobody listens', async () => {
    slack.answers.push('slow')
    const { deliver, clock } = world({ post: plainly(50) })
    expect(await deliver(letter())).toEqual([])
    expect(clock.sleeps).toEqual([1000])
    const gone = await startSlack()
    await gone.close()
    const nobody = world({ readSecret: async () => gone.address.href.replace('http:', 'https:') })
    expect(await nobody.deliver(letter())).toEqual(['m1'])
  })

  test('does not choke on an answer without end', async () => {
    slack.answers.push('huge')
    const { deliver } = world()
    expect(await deliver(letter())).toEqual([])
    expect(slack.posted).toHaveLength(2)
  })

  test('goes to the new address at once when the old one is refused, without a deployment', async () => {
    const addresses = ['/old', '/new'].map((path) =>
      new URL(path, slack.address).href.replace('http:', 'https:'),
    )
    let reads = 0
    slack.answers.push({ status: 404, text: 'no_service' })
    const { deliver, clock } = world({ readSecret: async () => addresses[reads++]! })
    expect(await deliver(letter())).toEqual([])
    expect(slack.posted.map(({ path }) => path)).toEqual(['/old', '/new'])
    expect(clock.sleeps).toEqual([])
  })

  test.each([
    [{ status: 404, text: 'no_service' }, 'Slack answered 404 (no_service).'],
    [{ status: 410, text: 'channel_is_archived' }, 'Slack answered 410 (channel_is_archived).'],
    [{ status: 400, text: 'invalid_payload' }, 'Slack answered 400 (invalid_payload).'],
    [
      { status: 302, headers: { location: 'http://169.254.169.254/' } },
      'Slack answered 302 (a redirect, which is not followed).',
    ],
  ])(
    'that is refused for good goes to the dead-letter queue with the reason: %j',
    async (answer, message) => {
      slack.answers.push(answer)
      const { deliver, queue, metrics } = world()
      expect(await deliver(letter())).toEqual([])
      expect(slack.posted).toHaveLength(1)
      expect(queue.buried).toEqual([{ body: JSON.stringify(GAP), error: 'RequestRejectedError', message }])
      expect(metrics.totals).toEqual({ AlertsDeadLettered: 1 })
    },
  )

  test('that nobody can read goes to the dead-letter queue, and does not hold up the others', async () => {
    const { deliver, queue } = world()
    expect(await deliver(letter('m1', 'no JSON'), letter('m2'))).toEqual([])
    expect(queue.buried).toMatchObject([{ body: 'no JSON', error: 'MalformedEventError' }])
    expect(slack.posted).toHaveLength(1)
  })

  test('goes back while the secret cannot be read for the moment, and is buried when it may not be read', async () => {
    const throttled = world({ readSecret: () => Promise.reject(new ThrottledError('GetSecretValue: slow')) })
    expect(await throttled.deliver(letter())).toEqual(['m1'])
    const denied = world({ readSecret: () => Promise.reject(new AccessDeniedError('GetSecretValue: no')) })
    expect(await denied.deliver(letter())).toEqual([])
    expect(denied.queue.buried).toMatchObject([{ error: 'AccessDeniedError' }])
  })

  test('goes back when the dead-letter queue does not take it', async () => {
    const { deliver, queue } = world()
    queue.refuse = new ServiceFaultError('SendMessage: 500')
    expect(await deliver(letter('m1', 'no JSON'))).toEqual(['m1'])
  })

  test('goes out at once when a secret that is no address was mended since it was read', async () => {
    const values = ['http://hooks.slack.com/', slack.address.href.replace('http:', 'https:')]
    let reads = 0
    const { deliver, queue } = world({ readSecret: async () => values[reads++]! })
    expect(await deliver(letter('m1'), letter('m2'))).toEqual([])
    expect([slack.posted.length, queue.buried, reads]).toEqual([2, [], 2])
  })

  test('is buried when the secret is no address, now as before', async () => {
    const { deliver, queue } = world({ readSecret: async () => 'http://hooks.slack.com/' })
    expect(await deliver(letter())).toEqual([])
    expect(queue.buried).toMatchObject([{ error: 'SettingInvalidError' }])
  })

  test('leaves its address in no log, whatever happens', async () => {
    slack.answers.push({ status: 500 }, { status: 429 }, { status: 404 })
    const { deliver, log, queue } = world()
    await deliver(letter())
    const wrong = world({ readSecret: async () => 'http://hooks.slack.com/services/T0/B0/secret' })
    await wrong.deliver(letter())
    const said = JSON.stringify([log.lines, queue, wrong.log.lines, wrong.queue], (_, value: unknown) =>
      value instanceof HoldfastError ? [value.name, value.message, value.evidence, value.cause] : value,
    )
    expect(said).toContain('SettingInvalidError')
    expect(said).not.toMatch(/services\/T0|secret"/)
  })

  test('is logged by the ids of the run that it tells of, sent, sent back or buried', async () => {
    const alert = { ...GAP, attributes: { runId: 'r1', failed: 2 } }
    slack.answers.push({ status: 404 }, { status: 429, headers: { 'retry-after': '600' } })
    const { deliver, log, clock } = world()
    await deliver(letter('m1', JSON.stringify(alert)), letter('m2', JSON.stringify(alert)))
    clock.advance(600_000)
    await deliver(letter('m3', JSON.stringify(alert)))
    const ofRun = { correlationId: 'r1', runId: 'r1', zone: 'eu-west-1', kind: 'gap', key: GAP.key }
    expect(log.lines.map(({ message, fields }) => [message, fields])).toEqual([
      [
        'an alert goes to the dead-letter queue',
        { messageId: 'm1', ...ofRun, error: expect.any(RequestRejectedError) },
      ],
      ['an alert will be sent later', { messageId: 'm2', ...ofRun, error: expect.any(ThrottledError) }],
      ['alert sent', { messageId: 'm3', ...ofRun }],
    ])
  })

  test.each([
    [
      { restoreId: 's1', failed: 0 },
      { restoreId: 's1', correlationId: 's1' },
    ],
    [{ auditId: 'a1' }, { auditId: 'a1', correlationId: 'a1' }],
    [{ detector: 'deletions' }, {}],
  ])('of %j is part of the story %j', (attributes, story) => {
    const { kind, key } = GAP
    expect(alertStory({ kind, key, attributes })).toEqual({ kind, key, ...story })
  })

  test('is not sent when it is not severe enough', async () => {
    const clock = fakeClock()
    const channel = slackChannel(
      cachedSecret(async () => 'none', clock),
      'critical',
    )
    const { deliver } = world({ channel })
    expect(await deliver(letter())).toEqual([])
    expect(slack.posted).toEqual([])
  })
})
