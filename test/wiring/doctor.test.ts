import { beforeAll, expect, test } from '@jest/globals'
import { accountGrants, edgeGrants, regionGrants, vaultGrants } from '../../shared/doctor/capture-grants.ts'
import type { Template } from './packaged-template.ts'
import { packagedTemplate, roleStatements } from './packaged-template.ts'

let template: Template
beforeAll(async () => {
  template = await packagedTemplate()
}, 60_000)

test('the doctor asks for exactly what the role of on-change may read', () => {
  const place = { partition: 'aws', account: '123456789012', region: 'eu-west-1' }
  const grants = [
    ...regionGrants(place),
    ...accountGrants(place),
    ...edgeGrants(place),
    ...vaultGrants('aws', 's3://vault'),
  ]
  const asked = grants.flatMap(({ actions }) => actions)
  const own = ['WriteLogs', 'TakeChanges', 'BuryChanges', 'ReadAndWriteMessages', 'MakeVault', 'EncryptVault']
  const statements = roleStatements(template.Resources['OnChangeRole']!)
  const capturing = statements.filter(({ sid }) => ![...own, 'ReadEncryptedPackages'].includes(sid))
  expect(asked.toSorted()).toEqual(capturing.flatMap(({ actions }) => actions).toSorted())
})

test('the stack has every output that zones and doctor read', () => {
  const read = [
    'AlertsTopicArn',
    'BackupStateMachineArn',
    'ChangesDeadLettersUrl',
    'ChangesQueueUrl',
    'ForwardingRoleArn',
    'ForwardingRuleArn',
    'HubBusArn',
    'HubRuleArn',
    'OnChangeMappingId',
    'OnChangeRoleArn',
    'SchedulerDeadLettersUrl',
    'TriggerForwardingRuleArns',
    'VaultUrl',
  ]
  expect(Object.keys(template.Outputs)).toEqual(expect.arrayContaining(read))
})
