import { beforeAll, describe, expect, test } from '@jest/globals'
import {
  accountGrants,
  edgeGrants,
  regionGrants,
  testEventGrants,
  vaultGrants,
} from '../../shared/doctor/capture-grants.ts'
import { triggerGrants } from '../../shared/doctor/trigger-grants.ts'
import { FACTS_KINDS } from '../../shared/triggers/find-facts.ts'
import { TRIGGER_KINDS } from '../../shared/triggers/find-kinds.ts'
import type { Template } from './packaged-template.ts'
import { attachedStatements, packagedTemplate, roleStatements } from './packaged-template.ts'

let template: Template
beforeAll(async () => {
  template = await packagedTemplate()
}, 60_000)

test('the doctor asks for exactly what the role of on-change may read', () => {
  const place = { partition: 'aws', account: '123456789012', region: 'eu-west-1' }
  const grants = [
    ...regionGrants(place),
    ...testEventGrants(place, { CaptureTestEvents: 'yes' }),
    ...accountGrants(place),
    ...edgeGrants(place),
    ...vaultGrants('aws', 's3://vault'),
  ]
  const asked = grants.flatMap(({ actions }) => actions)
  const queues = ['TakeChanges', 'BuryChanges', 'HandOverFunctions', 'ReadAndWriteMessages']
  const telling = ['KnowWhatIsTold', 'TellPeople', 'EncryptAlerts']
  // Allowed only where a plan asks for it, and a refused lock is an error of the capture itself.
  const byPlan = ['LockPoints']
  const own = ['WriteLogs', ...queues, ...telling, 'MakeVault', 'EncryptVault', 'KeepActivity', ...byPlan]
  const statements = roleStatements(template.Resources['OnChangeRole']!)
  const capturing = statements.filter(({ sid }) => ![...own, 'ReadEncryptedPackages'].includes(sid))
  expect(asked.toSorted()).toEqual(capturing.flatMap(({ actions }) => actions).toSorted())
})

describe('of triggers the doctor asks', () => {
  const place = { partition: 'aws', account: '123456789012', region: 'eu-west-1' }
  const readers = { kinds: TRIGGER_KINDS, facts: FACTS_KINDS }
  const allowed = () =>
    attachedStatements(template, 'OnChangeRole')
      .filter(({ sid }) => sid !== 'WriteTraces')
      .flatMap(({ actions, resources }) =>
        actions.map((action) => ({ action, pattern: patternOf(resources[0]) })),
      )
  const patternOf = (resource: unknown) => {
    const text = typeof resource === 'string' ? resource : (resource as { 'Fn::Sub': string })['Fn::Sub']
    const said = text.replaceAll('${AWS::Partition}', 'aws').replaceAll('${AWS::AccountId}', place.account)
    return new RegExp(`^${said.replaceAll(/[.+^$()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*')}$`)
  }

  test('for everything that the role of on-change may read of them, on resources that it may read', () => {
    const asked = triggerGrants(readers, place).flatMap(({ resource, actions }) =>
      actions.map((action) => ({ resource, action })),
    )
    expect(new Set(asked.map(({ action }) => action))).toEqual(new Set(allowed().map(({ action }) => action)))
    const refused = asked.filter(
      ({ action, resource }) => !allowed().some((one) => one.action === action && one.pattern.test(resource)),
    )
    expect(refused).toEqual([])
  })

  test('for nothing that a parameter of the deployment has switched off', () => {
    const parameters = Object.keys(template.Parameters).filter((name) => name.startsWith('Read'))
    expect(parameters).toHaveLength(TRIGGER_KINDS.length + 1)
    const off = Object.fromEntries(parameters.map((name) => [name, 'no']))
    expect(triggerGrants(readers, place, off)).toEqual([])
  })
})

test('the stack has every output that zones and doctor read', () => {
  const read = [
    'AlertsTopicArn',
    'BackupStateMachineArn',
    'ChangesDeadLettersUrl',
    'ChangesQueueUrl',
    'EmailDeadLettersUrl',
    'ExecutionsDeadLettersUrl',
    'ForwardingRoleArn',
    'ForwardingRuleArn',
    'HubBusArn',
    'HubRuleArn',
    'LogDeliveryDeadLettersUrl',
    'OnChangeMappingId',
    'OnChangeRoleArn',
    'SchedulerDeadLettersUrl',
    'SlackDeadLettersUrl',
    'TriggerForwardingRuleArns',
    'VaultUrl',
    'WatchDeadLettersUrl',
    'WebhookDeadLettersUrl',
  ]
  expect(Object.keys(template.Outputs)).toEqual(expect.arrayContaining(read))
})
