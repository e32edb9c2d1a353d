import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { deployedWith } from './deployed-with.ts'
import type { Resource, Template } from './packaged-template.ts'
import {
  attachedStatements,
  ofType,
  packagedTemplate,
  roleStatements,
  statementsOf,
} from './packaged-template.ts'

const COPY = {
  CopyBucket: 'copy',
  CopyKeyArn: 'arn:aws:kms:eu-central-1:1:key/1',
  CopyRegion: 'eu-central-1',
}

let template: Template
beforeAll(async () => {
  template = await packagedTemplate()
}, 120_000)

const deployed = (parameters: Readonly<Record<string, string>>) => deployedWith(template, parameters)
const bucketOf = (parameters: Readonly<Record<string, string>>) =>
  deployed(parameters)['VaultBucket']!.Properties

describe('without a copy', () => {
  test('nothing of it is deployed, and the vault’s bucket does not know of one', () => {
    const copying = /^(?:Copy|ReportCopy|ReportDashcopy|Replication|VaultAccessPoint)/
    expect(Object.keys(template.Resources).filter((id) => copying.test(id)).length).toBeGreaterThan(12)
    expect(Object.keys(deployed({})).filter((id) => copying.test(id))).toEqual([])
    expect(bucketOf({})).not.toHaveProperty('ReplicationConfiguration')
    expect(bucketOf({})).not.toHaveProperty('AccelerateConfiguration')
  })
})

describe('replication by S3', () => {
  test('takes everything encrypted, under the copy’s key, within the time that S3 answers for, and no deletion', () => {
    const { Rules } = bucketOf(COPY)['ReplicationConfiguration'] as { Rules: readonly unknown[] }
    expect(Rules).toEqual([
      {
        Id: 'copy',
        Status: 'Enabled',
        Priority: 1,
        Filter: { Prefix: '' },
        DeleteMarkerReplication: { Status: 'Disabled' },
        SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } },
        Destination: {
          Bucket: { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::${CopyBucket}' },
          EncryptionConfiguration: { ReplicaKmsKeyID: { Ref: 'CopyKeyArn' } },
          ReplicationTime: { Status: 'Enabled', Time: { Minutes: 15 } },
          Metrics: { Status: 'Enabled', EventThreshold: { Minutes: 15 } },
        },
      },
    ])
  })

  test('into another account hands over what it writes', () => {
    const { Rules } = bucketOf({ ...COPY, CopyAccount: '999999999999' })['ReplicationConfiguration'] as {
      Rules: readonly unknown[]
    }
    expect(Rules).toMatchObject([
      {
        Destination: { Account: { Ref: 'CopyAccount' }, AccessControlTranslation: { Owner: 'Destination' } },
      },
    ])
  })

  test('runs under a role of its own that S3 alone assumes, and that deletes and reads nothing of the copy', () => {
    expect(
      statementsOf(template.Resources['ReplicationRole']!.Properties['AssumeRolePolicyDocument']),
    ).toEqual([
      expect.objectContaining({ principal: { Service: 's3.amazonaws.com' }, actions: ['sts:AssumeRole'] }),
    ])
    const statements = attachedStatements(template, 'ReplicationRole')
    const actions = statements.flatMap((one) => one.actions).toSorted()
    expect(actions).toEqual([
      'kms:Decrypt',
      'kms:Encrypt',
      'kms:GenerateDataKey',
      's3:GetObjectLegalHold',
      's3:GetObjectRetention',
      's3:GetObjectVersionAcl',
      's3:GetObjectVersionForReplication',
      's3:GetObjectVersionTagging',
      's3:GetReplicationConfiguration',
      's3:ListBucket',
      's3:ObjectOwnerOverrideToBucketOwner',
      's3:ReplicateObject',
      's3:ReplicateTags',
    ])
  })

  test('that fails raises an alarm, and that nobody measures, too', () => {
    const alarms = Object.entries(deployed(COPY)).filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm')
    const named = Object.fromEntries(alarms.map(([id, { Properties }]) => [id, Properties]))
    expect(named['ReplicationFailedAlarm']).toMatchObject({
      Namespace: 'AWS/S3',
      MetricName: 'OperationsFailedReplication',
      AlarmActions: [{ Ref: 'AlertsTopic' }],
    })
    // The audit compares the copy, too: a round of copying that does not come must not be hidden by that.
    expect(named['CopyUnmeasuredAlarm']).toMatchObject({
      Namespace: 'Holdfast',
      MetricName: 'CopiesCompared',
      OKActions: [{ Ref: 'AlertsTopic' }],
    })
    expect(deployed({ ...COPY, CopyOverdueHours: '0' })).not.toHaveProperty('CopyUnmeasuredAlarm')
    // Then the audit tells, which knows by this that there is no alarm.
    const { Environment } = deployed(COPY)['ReportDashauditLambdaFunction']!.Properties
    expect(Environment).toMatchObject({
      Variables: {
        HOLDFAST_COPY_OVERDUE_HOURS: { Ref: 'CopyOverdueHours' },
        HOLDFAST_COPY_SCHEDULE: { Ref: 'CopySchedule' },
      },
    })
  })
})

describe('copying by plan', () => {
  const byPlan = { ...COPY, CopyBy: 'plans' }

  test('needs no replication', () => {
    expect(bucketOf(byPlan)).not.toHaveProperty('ReplicationConfiguration')
    expect(deployed(byPlan)).not.toHaveProperty('ReplicationRole')
    expect(deployed(byPlan)).not.toHaveProperty('ReplicationFailedAlarm')
  })

  test('writes points into the copy and nothing into the vault; nothing is deleted anywhere', () => {
    const role = deployed(byPlan)['CopyPointsRole']!
    const puts = roleStatements(role).filter(({ actions }) => actions.includes('s3:PutObject'))
    expect(puts.map(({ sid }) => sid)).toEqual(['WriteCopy'])
    const all = roleStatements(role).flatMap(({ actions }) => actions)
    expect(all.filter((action) => /Delete|Retention|Policy/.test(action))).toEqual([])
    expect(JSON.stringify(puts)).not.toContain('VaultBucket')
  })

  test('writes nothing at all where S3 replicates', () => {
    const role = deployed(COPY)['CopyPointsRole']!
    expect(roleStatements(role).flatMap(({ actions }) => actions)).not.toContain('s3:PutObject')
  })

  test('takes nothing from whoever starts it', () => {
    expect(JSON.stringify(template.Resources['CopyStateMachine'])).not.toContain('Execution.Input')
  })
})

describe('the daily audit', () => {
  const audit = (parameters: Readonly<Record<string, string>>) => {
    const resources = deployed(parameters)
    const variables = variablesOf(resources['ReportDashauditLambdaFunction']!)
    return { variables, statements: roleStatements(resources['ReportAuditRole']!) }
  }
  const variablesOf = ({ Properties }: Resource) =>
    (Properties['Environment'] as { Variables: Readonly<Record<string, unknown>> }).Variables

  test('knows the copy, as those do who compare it, and how long it may lack what the vault has', () => {
    const { variables } = audit(COPY)
    const comparing = variablesOf(deployed(COPY)['ReportDashcopyLambdaFunction']!)
    const own = Object.entries(comparing).filter(([name]) => name.startsWith('HOLDFAST_COPY'))
    expect(own.map(([name]) => name)).toContain('HOLDFAST_COPY_MAXIMUM_LAG')
    expect(variables).toMatchObject(Object.fromEntries(own))
  })

  test('knows of none where there is none, and may read none', () => {
    const { variables, statements } = audit({})
    expect(variables).not.toHaveProperty('HOLDFAST_COPY')
    expect(JSON.stringify(statements)).not.toContain('Copy')
  })

  test('reads of the copy what it compares, and writes nothing there', () => {
    const onCopy = audit(COPY).statements.filter(({ resources }) =>
      JSON.stringify(resources).includes('Copy'),
    )
    expect(onCopy.map(({ sid, actions }) => [sid, ...actions])).toEqual([
      ['ListCopy', 's3:ListBucket'],
      ['ComparePointers', 's3:GetObject'],
      ['DecryptCopy', 'kms:Decrypt'],
    ])
    const others = ofType(template, 'AWS::IAM::Role').filter(([id]) => /(?:HashBlobs|PlanAudit)Role/.test(id))
    expect(others).toHaveLength(2)
    expect(JSON.stringify(others)).not.toContain('Copy')
  })
})

describe('nearness', () => {
  test('is an access point over both buckets, where it is asked for', () => {
    expect(deployed(COPY)).not.toHaveProperty('VaultAccessPoint')
    const on = deployed({ ...COPY, MultiRegionAccessPoint: 'yes' })['VaultAccessPoint']!
    expect(on.Properties['Regions']).toEqual([
      { Bucket: { Ref: 'VaultBucket' } },
      { Bucket: { Ref: 'CopyBucket' } },
    ])
    expect(on.Properties['PublicAccessBlockConfiguration']).toMatchObject({ RestrictPublicBuckets: true })
  })

  test('is Transfer Acceleration, where it is asked for', () => {
    expect(bucketOf({ TransferAcceleration: 'yes' })['AccelerateConfiguration']).toEqual({
      AccelerationStatus: 'Enabled',
    })
  })
})

describe('the stack of the copy', () => {
  /** With the short forms of CloudFormation as their arguments alone. */
  const readCopyStack = async () => {
    const file = new URL('../../infrastructure/copy/copy-vault.yml', import.meta.url)
    return parse(await readFile(file, 'utf8'), { logLevel: 'error' }) as Template
  }
  let copy: Template
  beforeAll(async () => {
    copy = await readCopyStack()
  })
  const resource = (id: string): Resource => copy.Resources[id]!
  const sids = (document: unknown) =>
    (document as { Statement: readonly { readonly Sid?: string }[] }).Statement.map(({ Sid }) => Sid)

  test('keeps bucket, key and policy when it is removed', () => {
    for (const id of ['CopyBucket', 'CopyKey', 'CopyBucketPolicy'])
      expect(resource(id)).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' })
  })

  test('has a bucket as the vault’s: versions, locks, its own key, nothing public', () => {
    const { Properties } = resource('CopyBucket')
    const vault = template.Resources['VaultBucket']!.Properties
    for (const member of ['ObjectLockEnabled', 'VersioningConfiguration', 'PublicAccessBlockConfiguration'])
      expect(Properties[member]).toEqual(vault[member])
    expect(Properties['OwnershipControls']).toEqual(vault['OwnershipControls'])
  })

  /** Nothing is ever deleted here; a copy repairs what was written once; and nobody restores notifications here. */
  const OF_THE_VAULT = ['OnlyRetentionDeletes', 'WhatIsWrittenOnceStays', 'RestoresSetNoNotification']

  test('denies whatever the vault denies, and every deletion', () => {
    const own = sids(resource('CopyBucketPolicy').Properties['PolicyDocument'])
    const vault = sids(template.Resources['VaultBucketPolicy']!.Properties['PolicyDocument'])
    expect(own).toEqual(expect.arrayContaining(vault.filter((sid) => !OF_THE_VAULT.includes(sid ?? ''))))
    expect(own).toEqual(expect.arrayContaining(['NobodyDeletes', 'NobodyDeletesVersions']))
  })

  test('lets a second account’s vault write and compare, and never delete or administer', async () => {
    const text = await readFile(new URL('../../infrastructure/copy/copy-vault.yml', import.meta.url), 'utf8')
    const names = [...text.matchAll(/role\/\$\{SourceStack\}-(\w+)-\*/g)].map(([, name]) => name)
    const roles = ofType(template, 'AWS::IAM::Role').map(([id]) => id)
    expect(names.length).toBeGreaterThan(5)
    expect(names.filter((name) => !roles.includes(name ?? ''))).toEqual([])
    const allowed = [...text.matchAll(/Sid: Source\w+\n\s+Effect: Allow\n[\s\S]*?Action: (.*)\n/g)].map(
      ([, actions]) => actions ?? '',
    )
    expect(allowed).toHaveLength(4)
    expect(allowed.filter((actions) => /Delete|kms:\*|s3:\*|Bypass|PutBucket/.test(actions))).toEqual([])
  })
})
