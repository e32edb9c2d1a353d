import { beforeAll, describe, expect, test } from '@jest/globals'
import { AccessDeniedError, ServiceFaultError } from '../../shared/errors.ts'
import { deliverLogs } from '../../shared/log-delivery/deliver-logs.ts'
import type { LogDeliveryPorts } from '../../shared/log-delivery/log-delivery-ports.ts'
import { readBatch } from '../../shared/log-delivery/log-batch.ts'
import { fakeClock } from '../fakes/fake-clock.ts'
import { fakeLog } from '../fakes/fake-log.ts'
import { loggerLine, logsEvent } from '../unit/log-delivery/log-lines.ts'
import { deployedWith } from './deployed-with.ts'
import type { Resource, Template } from './packaged-template.ts'
import { ofType, packagedTemplate, roleStatements } from './packaged-template.ts'
import { inDeadLetters, reachingPeople } from './reaching-people.ts'

let template: Template
beforeAll(async () => {
  template = await packagedTemplate()
}, 60_000)

const DELIVERER = { 'Fn::GetAtt': ['DeliverDashlogsLambdaFunction', 'Arn'] }
const ON = {
  OpenSearchEndpoint: 'https://search.example.com',
  OpenSearchDomainArn: 'arn:aws:es:eu-west-1:1:domain/logs',
}

const deployed = (given: Record<string, string>): readonly [string, Resource][] =>
  Object.entries(deployedWith(template, given))
const idsOf = (type: string, given: Record<string, string>) =>
  deployed(given).flatMap(([id, { Type }]) => (Type === type ? [id] : []))

/** Log groups of functions, by their logical ids. */
function functionGroups(given: Record<string, string>): string[] {
  return deployed(given).flatMap(([id, { Type, Properties }]) =>
    Type === 'AWS::Logs::LogGroup' && JSON.stringify(Properties['LogGroupName']).includes('/aws/lambda/')
      ? [id]
      : [],
  )
}

describe('the logs', () => {
  test.each([{}, { AllowRestore: 'yes' }, { AllowRestore: 'yes', SlackWebhookSecretArn: 'arn:secret' }])(
    'of every function that is deployed (%j) go to the one that delivers, but for its own',
    (given) => {
      const subscribed = deployed({ ...given, ...ON })
        .filter(([, { Type }]) => Type === 'AWS::Logs::SubscriptionFilter')
        .map(([, { Properties }]) => {
          expect(Properties).toMatchObject({
            DestinationArn: DELIVERER,
            FilterPattern: '{ $.service = "*" }',
          })
          return (Properties['LogGroupName'] as { Ref: string }).Ref
        })
      expect(subscribed.length).toBeGreaterThan(10)
      expect(subscribed.toSorted()).toEqual(
        functionGroups({ ...given, ...ON })
          .filter((id) => id !== 'DeliverLogsLogs')
          .toSorted(),
      )
    },
  )

  test('go nowhere, by nothing, unless an endpoint is given', () => {
    const own = new Set(idsOf('AWS::Logs::SubscriptionFilter', {}))
    expect(own.size).toBe(0)
    const more = new Set(deployed({ AllowRestore: 'yes' }).map(([id]) => id))
    const added = deployed({ AllowRestore: 'yes', ...ON }).filter(([id]) => !more.has(id))
    expect(added.map(([, { Type }]) => Type)).toEqual(
      expect.arrayContaining(['AWS::Lambda::Function', 'AWS::IAM::Role', 'AWS::SQS::Queue']),
    )
    expect([...more].filter((id) => /DeliverLogs|LogDelivery|OpenSearch|DeliverDash/.test(id))).toEqual([])
  })

  test('may invoke it: CloudWatch Logs of this account, with log groups of this stack', () => {
    expect(template.Resources['DeliverLogsInvoke']!.Properties).toEqual({
      FunctionName: { Ref: 'DeliverDashlogsLambdaFunction' },
      Action: 'lambda:InvokeFunction',
      Principal: 'logs.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
      SourceArn: {
        'Fn::Sub':
          'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/${AWS::StackName}-*:*',
      },
    })
    for (const [, { DependsOn }] of ofType(template, 'AWS::Logs::SubscriptionFilter') as [
      string,
      { DependsOn?: unknown },
    ][])
      expect(DependsOn).toEqual(['DeliverLogsInvoke'])
  })
})

test('the role of the deliverer writes lines to the domain, and reads and changes nothing of it', () => {
  const statements = roleStatements(template.Resources['DeliverLogsRole']!)
  expect(
    statements.filter(({ actions }) => actions.some((action) => action.startsWith('es:'))),
  ).toMatchObject([
    { actions: ['es:ESHttpPost'], resources: [{ 'Fn::Sub': '${OpenSearchDomainArn}/_bulk' }] },
  ])
  expect(new Set(statements.flatMap(({ actions }) => actions.map((action) => action.split(':')[0])))).toEqual(
    new Set(['logs', 'es', 'sqs', 'kms']),
  )
})

describe('in the delivery of logs', () => {
  test.each<[string, LogDeliveryPorts['post']]>([
    ['the network', () => Promise.reject(new ServiceFaultError('planted'))],
    ['the credentials', () => Promise.reject(new AccessDeniedError('planted'))],
    ['the domain', async () => ({ status: 503, text: '' })],
    ['the function itself', () => Promise.reject(new TypeError('planted'))],
  ])('a failure of %s reaches a person exactly once', async (_what, post) => {
    const ports = { post, clock: fakeClock(), log: fakeLog() }
    const deadline = new Date(ports.clock.now().getTime() + 120_000)
    await expect(deliverLogs(ports, readBatch(logsEvent([loggerLine()])), deadline)).rejects.toThrow()
    const { OnFailure } = template.Resources['DeliverLogsRetries']!.Properties['DestinationConfig'] as {
      OnFailure: { Destination: { 'Fn::GetAtt': [string] } }
    }
    const [queue] = OnFailure.Destination['Fn::GetAtt']
    expect(reachingPeople(template, [], [inDeadLetters(queue)])).toHaveLength(1)
  })
})
