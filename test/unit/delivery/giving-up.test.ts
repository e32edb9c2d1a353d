import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { cachedSecret } from '../../../shared/delivery/cached-secret.ts'
import { DELIVERIES, deliverAlerts } from '../../../shared/delivery/deliver-alerts.ts'
import type { Letter, PostAnswer } from '../../../shared/delivery/delivery-ports.ts'
import { serverPause } from '../../../shared/delivery/server-pause.ts'
import { slackChannel } from '../../../shared/delivery/slack-channel.ts'
import type { Alert, Severity } from '../../../shared/model/alert.ts'
import { fakeChangeQueue } from '../../fakes/fake-change-queue.ts'
import { fakeClock } from '../../fakes/fake-clock.ts'
import { fakeLog, fakeMetrics } from '../../fakes/fake-log.ts'
import { GAP } from './alerts.ts'

const answer = (status: number, retryAfter?: number): PostAnswer => ({
  status,
  retryAfter: retryAfter === undefined ? undefined : String(retryAfter),
  text: '',
})

const letter = (receiveCount = 1, alert: Alert = GAP): Letter => ({
  messageId: `m${receiveCount}`,
  receiptHandle: `r${receiveCount}`,
  body: JSON.stringify(alert),
  receiveCount,
})

/** One container, and a server that gives these answers, then takes everything. */
function container(answers: readonly PostAnswer[], minimum: Severity = 'info') {
  const left = [...answers]
  const clock = fakeClock()
  const posted: number[] = []
  const secret = cachedSecret(async () => 'https://hooks.slack.com/services/x', clock)
  const ports = {
    channel: slackChannel(secret, minimum),
    post: async () => {
      posted.push(clock.now().getTime())
      return left.shift() ?? answer(200)
    },
    pause: serverPause(clock),
    queue: fakeChangeQueue(),
    clock,
    log: fakeLog(),
    metrics: fakeMetrics(),
  }
  /** An invocation of a minute. */
  const deliver = (...letters: Letter[]) =>
    deliverAlerts(ports, letters, new Date(clock.now().getTime() + 60_000))
  return { ...ports, posted, deliver }
}

describe('a pause that a server asks for', () => {
  test('is kept by the next batch too, which waits for what is left of it', async () => {
    const { deliver, posted, queue, clock } = container([answer(429, 600)])
    expect(await deliver(letter())).toEqual(['m1'])
    clock.advance(100_000)
    expect(await deliver(letter(), letter(2))).toEqual(['m1', 'm2'])
    expect(posted).toHaveLength(1)
    expect(queue.delays.map(({ seconds }) => seconds)).toEqual([600, 500, 500])
    clock.advance(500_000)
    expect(await deliver(letter())).toEqual([])
    expect(posted).toHaveLength(2)
  })

  test('is waited for where the invocation lasts longer', async () => {
    const { deliver, posted, clock } = container([answer(503, 60)])
    const begun = clock.now().getTime()
    await deliver(letter())
    clock.advance(30_000)
    expect(await deliver(letter())).toEqual([])
    expect(posted).toEqual([begun, begun + 60_000])
  })

  test('ends after eleven hours, whatever the server says', async () => {
    const { deliver, queue, clock } = container([answer(429, 9_999_999)])
    await deliver(letter())
    expect(queue.delays).toMatchObject([{ seconds: 39_600 }])
    clock.advance(39_600_000)
    expect(await deliver(letter())).toEqual([])
  })

  test('holds nothing back that is not sent at all', async () => {
    const { deliver } = container([answer(429, 600)], 'warning')
    const unwanted = letter(DELIVERIES, { ...GAP, severity: 'info', state: 'once' })
    expect(await deliver(letter(), unwanted)).toEqual(['m1'])
  })
})

describe('an alert that was delivered as often as its queue allows', () => {
  test('goes to the dead-letter queue with the reason, and comes no more', async () => {
    const { deliver, queue, metrics } = container(Array.from({ length: 9 }, () => answer(503)))
    expect(await deliver(letter(DELIVERIES - 1), letter(DELIVERIES))).toEqual([`m${DELIVERIES - 1}`])
    expect(queue.buried).toEqual([
      { body: JSON.stringify(GAP), error: 'ServiceFaultError', message: 'Slack answered 503.' },
    ])
    expect(metrics.totals).toEqual({ AlertsRetried: 1, AlertsDeadLettered: 1 })
  })

  test('says so too when the server wanted a pause, or no time was left', async () => {
    const paused = container([answer(429, 600)])
    expect(await paused.deliver(letter(), letter(DELIVERIES))).toEqual(['m1'])
    expect(paused.queue.buried).toMatchObject([{ error: 'ThrottledError', message: 'Slack answered 429.' }])
    const late = container([])
    expect(await deliverAlerts(late, [letter(DELIVERIES)], late.clock.now())).toEqual([])
    expect(late.queue.buried).toMatchObject([{ message: 'The invocation ended before it could be sent.' }])
  })

  test('was so for two hours and three quarters at least, whether it was tried or had to wait', async () => {
    const busy = fc.oneof(fc.constant(undefined), fc.integer({ min: 0, max: 3000 }))
    const answers = fc.array(busy, { minLength: DELIVERIES * 6, maxLength: DELIVERIES * 6 })
    await fc.assert(
      fc.asyncProperty(answers, async (pauses) => {
        const { deliver, queue, clock } = container(pauses.map((pause) => answer(503, pause)))
        const begun = clock.now().getTime()
        for (let count = 1; count <= DELIVERIES; count += 1) {
          await deliver(letter(count))
          clock.advance((queue.delays[count - 1]?.seconds ?? 0) * 1000)
        }
        expect([queue.delays.length, queue.buried.length]).toEqual([DELIVERIES - 1, 1])
        expect(clock.now().getTime() - begun).toBeGreaterThanOrEqual(2.75 * 3_600_000)
      }),
      { numRuns: 25 },
    )
  })
})
