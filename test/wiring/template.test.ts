import { DELIVERIES } from '../../shared/changes/give-back.ts'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { TRIGGER_KINDS } from '../../shared/triggers/find-kinds.ts'
import type { Resource, Template } from './packaged-template.ts'
import {
  attachedStatements,
  ofType,
  packagedTemplate,
  roleStatements,
  statementsOf,
} from './packaged-template.ts'

let template: Template
beforeAll(async () => {
  template = await packagedTemplate()
}, 60_000)

const resource = (id: string): Resource => template.Resources[id]!
const policyFor = (type: string, id: string): Resource => {
  const found = ofType(template, type).find(([, { Properties }]) =>
    JSON.stringify(Properties).includes(`"Ref":"${id}"`),
  )
  return found![1]
}

describe('each function', () => {
  test('runs on Node 24 on arm64 under a role of its own, and tells AWS its name', () => {
    const functions = ofType(template, 'AWS::Lambda::Function')
    expect(functions.length).toBeGreaterThan(0)
    const roles = functions.map(([, { Properties }]) => JSON.stringify(Properties['Role']))
    expect(new Set(roles).size).toBe(functions.length)
    for (const [, { Properties }] of functions) {
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] })
      const { Variables } = Properties['Environment'] as { Variables: Record<string, unknown> }
      expect(Properties['FunctionName']).toBe(
        `holdfast-local-${String(Variables['AWS_SDK_UA_APP_ID']).replace('holdfast-', '')}`,
      )
    }
  })

  test('writes to a log group of the stack, whose retention is a parameter', () => {
    const groups = ofType(template, 'AWS::Logs::LogGroup').map(([, { Properties }]) => Properties)
    for (const [, { Properties }] of ofType(template, 'AWS::Lambda::Function')) {
      const name = `/aws/lambda/${String(Properties['FunctionName']).replace('holdfast-local', '${AWS::StackName}')}`
      expect(groups).toContainEqual({
        LogGroupName: { 'Fn::Sub': name },
        RetentionInDays: { Ref: 'LogRetentionDays' },
      })
    }
  })
})

describe('roles', () => {
  test('name every action, never a pattern of actions', () => {
    const actions = ofType(template, 'AWS::IAM::Role').flatMap(([, role]) =>
      roleStatements(role).flatMap((s) => s.actions),
    )
    expect(actions.length).toBeGreaterThan(20)
    expect(actions.filter((action) => action.includes('*'))).toEqual([])
  })

  test('attach no managed policy of AWS or of the account', () => {
    const own = new Set(ofType(template, 'AWS::IAM::ManagedPolicy').map(([id]) => id))
    const named = ofType(template, 'AWS::IAM::Role').flatMap(
      ([, { Properties }]) => (Properties['ManagedPolicyArns'] ?? []) as { Ref?: string }[],
    )
    expect(named.filter(({ Ref = '' }) => !own.has(Ref))).toEqual([])
  })

  test.each(['OnChangeRole', 'CaptureShardRole'])('%s may read every kind of trigger', (role) => {
    const allowed = new Set(attachedStatements(template, role).flatMap(({ actions }) => actions))
    const declared = TRIGGER_KINDS.flatMap(({ permissions }) => permissions).filter(
      ({ use }) => use === 'read',
    )
    expect(declared.length).toBeGreaterThan(0)
    expect(declared.flatMap(({ actions }) => actions).filter((action) => !allowed.has(action))).toEqual([])
  })
})

describe('the vault', () => {
  test('is versioned, closed to the public, and encrypted with its own key', () => {
    expect(resource('VaultBucket').Properties).toMatchObject({
      ObjectLockEnabled: true,
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: {
              SSEAlgorithm: 'aws:kms',
              KMSMasterKeyID: { 'Fn::GetAtt': ['VaultKey', 'Arn'] },
            },
          },
        ],
      },
    })
  })

  test('refuses plain HTTP, other encryption, other keys, to bypass a lock, and to lock longer than any plan asks', () => {
    const denied = statementsOf(resource('VaultBucketPolicy').Properties['PolicyDocument'])
    expect(denied.every((s) => s.effect === 'Deny' && s.principal === '*')).toBe(true)
    // What the others refuse: test/wiring/vault-security.test.ts.
    const others =
      /^(?:OnlyRetentionDeletes|NobodyDeletesVersions|NobodyOverwrites|WhatIsWrittenOnce|RestoresSet)/
    expect(denied.filter(({ sid }) => !others.test(sid)).map((s) => [s.sid, s.condition])).toEqual([
      ['TlsOnly', { Bool: { 'aws:SecureTransport': 'false' } }],
      [
        'NoOtherEncryption',
        {
          StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' },
          Null: { 's3:x-amz-server-side-encryption': 'false' },
        },
      ],
      [
        'NoOtherKey',
        {
          StringNotEquals: {
            's3:x-amz-server-side-encryption-aws-kms-key-id': { 'Fn::GetAtt': ['VaultKey', 'Arn'] },
          },
          Null: { 's3:x-amz-server-side-encryption-aws-kms-key-id': 'false' },
        },
      ],
      ['NoCustomerProvidedKeys', { Null: { 's3:x-amz-server-side-encryption-customer-algorithm': 'false' } }],
      ['NobodyBypassesLocks', undefined],
      [
        'NoLockBeyondThePlans',
        { NumericGreaterThan: { 's3:object-lock-remaining-retention-days': { Ref: 'LongestLockDays' } } },
      ],
    ])
    const actionsOf = (sid: string) => denied.find((s) => s.sid === sid)?.actions
    expect(actionsOf('NobodyBypassesLocks')).toEqual(['s3:BypassGovernanceRetention'])
    expect(actionsOf('NoLockBeyondThePlans')).toEqual(['s3:PutObject', 's3:PutObjectRetention'])
  })

  test('is locked by those alone who take points, points and blobs only, and only where a plan asks for it', () => {
    const locking = ofType(template, 'AWS::IAM::Role').flatMap(([id, role]) =>
      roleStatements(role)
        .filter(({ actions }) => actions.some((action) => action.endsWith(':PutObjectRetention')))
        .map(({ sid, resources }) => ({ id, sid, resources })),
    )
    const resources = ['blobs', 'points'].map((folder) => ({ 'Fn::Sub': `\${VaultBucket.Arn}/${folder}/*` }))
    expect(locking).toEqual(
      ['OnChangeRole', 'CaptureShardRole', 'ApplyRestoreRole'].map((id) => ({
        id,
        sid: 'LockPoints',
        resources,
      })),
    )
    for (const { id } of locking)
      expect(JSON.stringify(resource(id))).toContain('{"Fn::If":["LocksPoints",{"Sid":"LockPoints"')
    expect(template.Conditions['LocksPoints']).toEqual({
      'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'LongestLockDays' }, 0] }],
    })
    const all = JSON.stringify(ofType(template, 'AWS::IAM::Role'))
    expect(all).not.toMatch(/BypassGovernanceRetention|PutObjectLegalHold|PutBucketObjectLock/)
  })

  test.each(['VaultBucket', 'VaultBucketPolicy', 'VaultKey'])(
    '%s survives the removal of the stack',
    (id) => {
      expect(resource(id)).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' })
    },
  )
})

describe('queues and topics', () => {
  test('are encrypted with a key of the stack', () => {
    const channels = [...ofType(template, 'AWS::SQS::Queue'), ...ofType(template, 'AWS::SNS::Topic')]
    expect(channels.length).toBeGreaterThan(0)
    const keys = channels.map(([, { Properties }]) => Properties['KmsMasterKeyId'])
    expect(keys).toEqual(channels.map(() => ({ 'Fn::GetAtt': ['MessagesKey', 'Arn'] })))
  })

  test('refuse plain HTTP', () => {
    const ids = [...ofType(template, 'AWS::SQS::Queue'), ...ofType(template, 'AWS::SNS::Topic')].map(
      ([id]) => id,
    )
    for (const id of ids) {
      const policy = policyFor(id.endsWith('Topic') ? 'AWS::SNS::TopicPolicy' : 'AWS::SQS::QueuePolicy', id)
      const tls = statementsOf(policy.Properties['PolicyDocument']).find((s) => s.sid === 'TlsOnly')
      expect(tls).toMatchObject({
        effect: 'Deny',
        principal: '*',
        condition: { Bool: { 'aws:SecureTransport': 'false' } },
      })
    }
  })
})

/** Where events go that cannot be delivered and are no changes, by the id of their target. */
const OTHER_DEAD_LETTERS: Readonly<Record<string, string>> = {
  'watch-activity': 'WatchDeadLetters',
  executions: 'SchedulerDeadLetters',
}

describe('change events', () => {
  test('of functions and of the edge are chosen by source and not read-only, never by name', () => {
    expect(resource('ForwardingRule').Properties['EventPattern']).toEqual({
      source: ['aws.lambda', 'aws.cloudfront', 'aws.edgekeyvaluestore'],
      'detail-type': ['AWS API Call via CloudTrail'],
      detail: {
        readOnly: [false],
        $or: [
          { eventSource: ['lambda.amazonaws.com', 'cloudfront.amazonaws.com'], managementEvent: [true] },
          // The pairs of key value stores: their changes are data events (CloudFront Developer Guide).
          { eventSource: ['edgekeyvaluestore.amazonaws.com'] },
        ],
      },
    })
  })

  test('that a rule cannot deliver go to the dead-letter queue', () => {
    for (const [, { Properties }] of ofType(template, 'AWS::Events::Rule')) {
      for (const target of Properties['Targets'] as { readonly Id: string }[]) {
        const queue = OTHER_DEAD_LETTERS[target.Id] ?? 'ChangesDeadLetters'
        expect(target).toMatchObject({ DeadLetterConfig: { Arn: { 'Fn::GetAtt': [queue, 'Arn'] } } })
      }
    }
  })

  test('reach on-change in batches, with partial answers and bounded concurrency', () => {
    expect(resource('OnChangeSource').Properties).toMatchObject({
      MaximumBatchingWindowInSeconds: { Ref: 'BatchingWindowSeconds' },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    })
  })

  test('are delivered as often as on-change thinks: at the last delivery it gives up, and tells people', () => {
    expect(resource('ChangesQueue').Properties['RedrivePolicy']).toMatchObject({
      maxReceiveCount: DELIVERIES,
    })
  })

  test('stay invisible for six times as long as an invocation may take', () => {
    const timeout = Number(resource('OnDashchangeLambdaFunction').Properties['Timeout'])
    expect(resource('ChangesQueue').Properties['VisibilityTimeout']).toBe(6 * timeout)
  })
})

describe('restore tests', () => {
  const writing = (role: string) =>
    roleStatements(resource(role)).filter(({ actions }) =>
      actions.some((action) =>
        /^(?:lambda|logs|iam):(?!Get|List|Describe|CreateLogStream|PutLogEvents)/.test(action),
      ),
    )

  test.each(['RunRestoreTestRole', 'RemoveRestoreTestRole'])(
    '%s may change nothing but what is named as scratch',
    (role) => {
      const others = writing(role).filter(({ resources }) =>
        resources.some((one) => !JSON.stringify(one).includes(':holdfast-scratch-') && !isScratchLog(one)),
      )
      expect(others.map(({ sid }) => sid)).toEqual(
        role === 'RunRestoreTestRole' ? ['GiveScratchFunctionsTheirRole', 'UseCodeSigning'] : [],
      )
    },
  )

  test('may hand execution roles to Lambda alone', () => {
    const [pass] = writing('RunRestoreTestRole').filter(({ actions }) => actions.includes('iam:PassRole'))
    expect(pass).toMatchObject({
      actions: ['iam:PassRole'],
      condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
    })
  })

  test('are deployed only where AllowRestore says so', () => {
    const own = Object.entries(template.Resources).filter(
      ([id, { Type }]) =>
        /RestoreTest|Dashrestore?Dashtest/.test(id) &&
        !Type.startsWith('Custom') &&
        Type !== 'AWS::Logs::SubscriptionFilter',
    )
    expect(own.length).toBeGreaterThan(15)
    const allowed = ['RestoreAllowed', 'RestoreTestsAreWatched']
    expect(own.filter(([, { Condition }]) => !allowed.includes(Condition ?? '')).map(([id]) => id)).toEqual(
      [],
    )
    expect(template.Conditions['RestoreTestsAreWatched']).toMatchObject({
      'Fn::And': [{ Condition: 'RestoreAllowed' }, expect.anything()],
    })
  })
})

function isScratchLog(one: unknown): boolean {
  return JSON.stringify(one).includes(':log-group:/aws/lambda/holdfast-scratch-')
}
