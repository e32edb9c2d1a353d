import { beforeAll, describe, expect, test } from '@jest/globals'
import type { WatchPorts } from '../../shared/activity/watch-activity.ts'
import { lookOnSchedule } from '../../shared/activity/look-on-schedule.ts'
import { watchActivity } from '../../shared/activity/watch-activity.ts'
import { cachedSecret } from '../../shared/delivery/cached-secret.ts'
import { DELIVERIES, deliverAlerts } from '../../shared/delivery/deliver-alerts.ts'
import type { DeliveryPorts } from '../../shared/delivery/delivery-ports.ts'
import { serverPause } from '../../shared/delivery/server-pause.ts'
import { slackChannel } from '../../shared/delivery/slack-channel.ts'
import { parseTrailEvent } from '../../shared/changes/trail-event.ts'
import { AccessDeniedError, ServiceFaultError } from '../../shared/errors.ts'
import { ActivityLimits } from '../../shared/model/activity-limits.ts'
import { fakeChangeQueue } from '../fakes/fake-change-queue.ts'
import { fakeClock } from '../fakes/fake-clock.ts'
import { fakeLog, fakeMetrics } from '../fakes/fake-log.ts'
import { createMemoryStore } from '../fakes/memory-store.ts'
import { unreachableStore } from '../fakes/unreachable-store.ts'
import { trailEvent } from '../fixtures/trail-event.ts'
import { GAP } from '../unit/delivery/alerts.ts'
import type { Template } from './packaged-template.ts'
import { ofType, packagedTemplate } from './packaged-template.ts'
import { inDeadLetters, ownHappenings, reachingPeople, sentToDeadLetters } from './reaching-people.ts'

const ILL = new ServiceFaultError('planted')

let template: Template
beforeAll(async () => {
  template = await packagedTemplate()
}, 120_000)

interface Attribute {
  readonly 'Fn::GetAtt': readonly [string, string]
}

/** The queue that takes what cannot be delivered to a target. */
function deadLettersOf(target: unknown): string {
  return (target as { DeadLetterConfig: { Arn: Attribute } }).DeadLetterConfig.Arn['Fn::GetAtt'][0]
}

/** Queues in which nothing waits, and in which something does that nobody has looked after yet. */
const befores = (queue: string) => [[], [inDeadLetters(queue)]]

describe('what AWS cannot deliver', () => {
  test('by e-mail reaches a person exactly once, by Slack or the webhook', () => {
    expect(reachingPeople(template, [], [inDeadLetters('EmailDeadLetters')])).toEqual([
      'EmailDeadLettersAlarm',
    ])
  })

  test('by a schedule reaches a person exactly once, also while another letter waits', () => {
    const schedules = ofType(template, 'AWS::Scheduler::Schedule')
    expect(schedules.length).toBeGreaterThan(3)
    for (const [id, { Properties }] of schedules) {
      const queue = deadLettersOf(Properties['Target'])
      for (const before of befores(queue)) {
        const reached = reachingPeople(template, [], sentToDeadLetters(queue), before)
        expect([id, reached]).toEqual([id, [expect.stringMatching(/FailedAlarm$/)]])
      }
    }
  })

  test('by a rule reaches a person exactly once', () => {
    const targets = ofType(template, 'AWS::Events::Rule').flatMap(
      ([, { Properties }]) => Properties['Targets'] as object[],
    )
    expect(targets.length).toBeGreaterThan(3)
    for (const queue of targets.map(deadLettersOf))
      expect(reachingPeople(template, [], sentToDeadLetters(queue))).toHaveLength(1)
  })
})

/** Where Lambda puts an event on which the watch failed three times. */
function lostEvents(): string {
  const [config] = ofType(template, 'AWS::Lambda::EventInvokeConfig').filter(([, { Properties }]) =>
    JSON.stringify(Properties['FunctionName']).includes('WatchDashactivity'),
  )
  const { OnFailure } = config![1].Properties['DestinationConfig'] as {
    OnFailure: { Destination: Attribute }
  }
  return OnFailure.Destination['Fn::GetAtt'][0]
}

describe('in the watch for unusual activity', () => {
  test.each<[string, Partial<WatchPorts>]>([
    ['the vault', { store: unreachableStore(ILL) }],
    ['what tells people', { tell: () => Promise.reject(ILL) }],
  ])('a failure of %s reaches a person exactly once', async (_what, broken) => {
    const call = watchPorts(broken)
    await expect(watchActivity(call, ATTEMPT)).rejects.toThrow('planted')
    const letter = [...ownHappenings(call.metrics.totals), ...sentToDeadLetters(lostEvents())]
    for (const before of befores(lostEvents()))
      expect(reachingPeople(template, [], letter, before)).toEqual(['WatchFailedAlarm'])
    const look = watchPorts(broken)
    await lookOnSchedule(look)
    expect(reachingPeople(template, [], ownHappenings(look.metrics.totals))).toEqual(['LooksFailedAlarm'])
  })
})

const ATTEMPT = parseTrailEvent(
  trailEvent({
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    requestParameters: { name: 'main' },
  }),
)

function watchPorts(broken: Partial<WatchPorts>) {
  return {
    account: '123456789012',
    store: createMemoryStore(),
    limits: ActivityLimits.parse({}),
    clock: fakeClock(),
    log: fakeLog(),
    newId: () => 'id-1',
    tell: async () => {},
    ...broken,
    metrics: fakeMetrics(),
  }
}

describe.each(['Slack', 'Webhook'])('in the delivery to %s', (channel) => {
  test.each<[string, Partial<DeliveryPorts>, string]>([
    ['an alert that nobody can read', {}, 'no JSON'],
    ['what reads the secret', { channel: slackWith(new AccessDeniedError('planted')) }, JSON.stringify(GAP)],
    ['what sends it', { post: () => Promise.reject(new TypeError('planted')) }, JSON.stringify(GAP)],
    ['the server, to the end', { post: () => Promise.reject(ILL) }, JSON.stringify(GAP)],
  ])('a failure of %s reaches a person exactly once, by e-mail', async (_what, broken, body) => {
    const queue = fakeChangeQueue()
    const metrics = fakeMetrics()
    const clock = fakeClock()
    const answer = async () => ({ status: 200, headers: {}, body: 'ok' })
    const pause = serverPause(clock)
    const given = { channel: slackWith(), post: answer, pause, queue, clock, log: fakeLog(), metrics }
    const letter = { messageId: 'm1', receiptHandle: 'r1', body, receiveCount: DELIVERIES }
    const ports = { ...given, ...broken } as DeliveryPorts
    const back = await deliverAlerts(ports, [letter], new Date(clock.now().getTime() + 60_000))
    expect([queue.buried.length, back]).toEqual([1, []])
    const seen = [...ownHappenings(metrics.totals), inDeadLetters(`${channel}DeadLetters`)]
    expect(reachingPeople(template, [], seen)).toHaveLength(1)
  })
})

function slackWith(failure?: Error) {
  const read = async () =>
    failure === undefined ? 'https://hooks.slack.com/services/x' : Promise.reject(failure)
  return slackChannel(cachedSecret(read, fakeClock()), 'info')
}
