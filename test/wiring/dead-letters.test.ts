import { beforeAll, describe, expect, test } from '@jest/globals'
import { DELIVERIES } from '../../shared/delivery/deliver-alerts.ts'
import type { Resource, Template } from './packaged-template.ts'
import { ofType, packagedTemplate, statementsOf } from './packaged-template.ts'

let template: Template
beforeAll(async () => {
  template = await packagedTemplate()
}, 60_000)

interface Attribute {
  readonly 'Fn::GetAtt': readonly [string, string]
}
interface Redrive {
  readonly deadLetterTargetArn: Attribute
}

const queues = () => ofType(template, 'AWS::SQS::Queue')
const idOf = (arn: unknown): string | undefined => (arn as Attribute | undefined)?.['Fn::GetAtt'][0]
const redriveOf = ({ Properties }: Resource): string | undefined =>
  idOf((Properties['RedrivePolicy'] as Redrive | undefined)?.deadLetterTargetArn)
/** Queues that have no dead-letter queue: they are one. */
const deadLetters = () => queues().flatMap(([id, queue]) => (redriveOf(queue) === undefined ? [id] : []))

/** What cannot be delivered, by who would deliver it: the queue that it goes to, if any. */
function undelivered(): readonly (readonly [string, string | undefined])[] {
  const target = (one: unknown) =>
    idOf((one as { DeadLetterConfig?: { Arn: unknown } }).DeadLetterConfig?.Arn)
  return [
    ...queues()
      .filter(([id]) =>
        ofType(template, 'AWS::Lambda::EventSourceMapping').some(
          ([, { Properties }]) => idOf(Properties['EventSourceArn']) === id,
        ),
      )
      .map(([id, queue]) => [id, redriveOf(queue)] as const),
    ...ofType(template, 'AWS::SNS::Subscription').map(([id, one]) => [id, redriveOf(one)] as const),
    ...ofType(template, 'AWS::Scheduler::Schedule').map(
      ([id, { Properties }]) => [id, target(Properties['Target'])] as const,
    ),
    ...ofType(template, 'AWS::Events::Rule').flatMap(([id, { Properties }]) =>
      (Properties['Targets'] as object[]).map((one) => [id, target(one)] as const),
    ),
    ...ofType(template, 'AWS::Lambda::EventInvokeConfig').map(([id, { Properties }]) => {
      const { OnFailure } = Properties['DestinationConfig'] as { OnFailure?: { Destination: unknown } }
      return [id, idOf(OnFailure?.Destination)] as const
    }),
  ]
}

describe('whatever is delivered later', () => {
  test('by a queue, a topic, a schedule or a rule has a dead-letter queue', () => {
    const all = undelivered()
    expect(all.length).toBeGreaterThan(5)
    const missing = all.filter(([, queue]) => queue === undefined || !deadLetters().includes(queue))
    expect(missing).toEqual([])
  })

  test('to a function by a service that does not wait says where a failure goes', () => {
    const invoked = ofType(template, 'AWS::Lambda::Permission').map(
      ([, { Properties }]) => Properties['FunctionName'],
    )
    const kept = ofType(template, 'AWS::Lambda::EventInvokeConfig').map(([, { Properties }]) => {
      const config = Properties['DestinationConfig'] as { OnFailure?: { Destination: unknown } } | undefined
      return config?.OnFailure === undefined ? undefined : JSON.stringify(Properties['FunctionName'])
    })
    const named = (one: unknown) => JSON.stringify(one).match(/\w+LambdaFunction/)?.[0]
    const destinations = new Set(kept.flatMap((one) => (one === undefined ? [] : named(one))))
    expect(invoked.map(named).filter((one) => !destinations.has(one ?? ''))).toEqual([])
  })

  test('may be put into its dead-letter queue by who delivers it', () => {
    const senders = {
      'AWS::SNS::Subscription': 'sns.amazonaws.com',
      'AWS::Events::Rule': 'events.amazonaws.com',
    }
    for (const [type, Service] of Object.entries(senders)) {
      for (const [id, queue] of undelivered().filter(([one]) => template.Resources[one]?.Type === type)) {
        const policy = ofType(template, 'AWS::SQS::QueuePolicy').find(([, { Properties }]) =>
          JSON.stringify(Properties['Queues']).includes(`{"Ref":"${queue}"}`),
        )
        const allowed = statementsOf(policy?.[1].Properties['PolicyDocument']).filter(
          ({ effect, actions }) => effect === 'Allow' && actions.includes('sqs:SendMessage'),
        )
        expect([id, allowed.map(({ principal }) => principal)]).toEqual([id, [{ Service }]])
      }
    }
  })
})

/** What rules put into a dead-letter queue as its letters: how executions end is no message of any queue. */
const written = () =>
  ofType(template, 'AWS::Events::Rule').flatMap(([, { Properties }]) =>
    (Properties['Targets'] as { readonly Arn: unknown }[]).flatMap(({ Arn }) =>
      deadLetters().filter((id) => id === idOf(Arn)),
    ),
  )

/** The alarms on a metric of a queue. */
const alarmsOn = (id: string, metric: string) =>
  ofType(template, 'AWS::CloudWatch::Alarm')
    .map(([, { Properties }]) => Properties)
    .filter(({ MetricName }) => MetricName === metric)
    .filter((alarm) =>
      JSON.stringify(alarm['Dimensions'] ?? []).includes(`{"Fn::GetAtt":["${id}","QueueName"]}`),
    )

/** Of these others tell at once: on-change, and an alarm on what the rule sends. */
const TOLD_OTHERWISE = ['ChangesDeadLetters', 'ExecutionsDeadLetters']

describe('each dead-letter queue', () => {
  test('is that of something', () => {
    const used = [...undelivered().map(([, queue]) => queue), ...written()]
    expect(new Set(deadLetters())).toEqual(new Set(used))
    expect(written()).toEqual(['ExecutionsDeadLetters'])
  })

  test('raises an alarm that reaches people, and says when it is empty again', () => {
    for (const id of deadLetters()) {
      const own = alarmsOn(id, 'ApproximateNumberOfMessagesVisible')
      expect([id, own]).toMatchObject([
        id,
        [
          {
            MetricName: 'ApproximateNumberOfMessagesVisible',
            Threshold: 0,
            ComparisonOperator: 'GreaterThanThreshold',
            AlarmActions: [{ Ref: 'AlertsTopic' }],
            OKActions: [{ Ref: 'AlertsTopic' }],
          },
        ],
      ])
    }
  })

  test('tells of its first message at once; one that only reminds tells of each that is sent, however many wait', () => {
    for (const id of deadLetters().filter((one) => !TOLD_OTHERWISE.includes(one))) {
      const [waiting] = alarmsOn(id, 'ApproximateNumberOfMessagesVisible')
      const sent = alarmsOn(id, 'NumberOfMessagesSent')
      if (waiting?.['Period'] === 60) {
        expect([id, waiting['EvaluationPeriods'], sent]).toEqual([id, 1, []])
        continue
      }
      // Half an hour: metrics of a queue that was idle are late by up to a quarter of an hour.
      const each = { Statistic: 'Sum', Period: 1800, EvaluationPeriods: 1, Threshold: 0 }
      expect([id, sent]).toMatchObject([id, [{ ...each, AlarmActions: [{ Ref: 'AlertsTopic' }] }]])
    }
  })

  test('is there only where what it is for is there', () => {
    for (const [id, queue] of queues()) {
      const dead = redriveOf(queue)
      if (dead !== undefined) expect([id, template.Resources[dead]?.Condition]).toEqual([id, queue.Condition])
    }
  })

  test('keeps what waits as long as SQS can', () => {
    for (const [id, { Properties }] of queues())
      expect([id, Properties['MessageRetentionPeriod']]).toEqual([id, 14 * 86_400])
  })
})

test('each state machine logs what fails, without what it is given', () => {
  const machines = ofType(template, 'AWS::StepFunctions::StateMachine')
  expect(machines.length).toBeGreaterThan(2)
  for (const [id, { Properties }] of machines) {
    expect([id, Properties['LoggingConfiguration']]).toEqual([
      id,
      expect.objectContaining({
        Level: expect.stringMatching(/^(?:ERROR|ALL)$/),
        IncludeExecutionData: false,
      }),
    ])
  }
})

describe('a channel of alerts', () => {
  test('leaves nothing in the stack where no parameter names it', () => {
    const own = Object.entries(template.Resources).filter(
      ([id, { Type }]) => /Slack|Webhook|Dashto/.test(id) && Type !== 'AWS::Logs::SubscriptionFilter',
    )
    expect(own.length).toBeGreaterThan(15)
    const always = own.filter(([, { Condition }]) => Condition !== 'HasSlack' && Condition !== 'HasWebhook')
    expect(always.map(([id]) => id)).toEqual([])
  })

  test.each(['Slack', 'Webhook'])('%s has a queue of its own, which stays invisible long enough', (name) => {
    const mapping = template.Resources[`SendTo${name}Source`]!.Properties
    expect(mapping).toMatchObject({
      EventSourceArn: { 'Fn::GetAtt': [`${name}Queue`, 'Arn'] },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    })
    const timeout =
      template.Resources[`SendDashtoDash${name.toLowerCase()}LambdaFunction`]!.Properties['Timeout']
    expect(template.Resources[`${name}Queue`]!.Properties['VisibilityTimeout']).toBe(6 * Number(timeout))
    expect(template.Resources[`AlertsTo${name}`]!.Properties).toMatchObject({
      TopicArn: { Ref: 'AlertsTopic' },
      RawMessageDelivery: true,
    })
  })

  test.each(['Slack', 'Webhook'])(
    '%s is tried as often as its function thinks: at the last delivery it says why',
    (name) => {
      expect(template.Resources[`${name}Queue`]!.Properties['RedrivePolicy']).toMatchObject({
        maxReceiveCount: DELIVERIES,
      })
    },
  )
})
