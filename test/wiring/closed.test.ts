import { beforeAll, describe, expect, test } from '@jest/globals'
import type { Resource, Statement, Template } from './packaged-template.ts'
import { ofType, packagedTemplate, statementsOf } from './packaged-template.ts'

// What must hold for every resource of the template, whoever adds it.
let template: Template
beforeAll(async () => {
  template = await packagedTemplate()
}, 120_000)

/** Types whose policies say who may come from outside, and where in them the policy stands. */
const RESOURCE_POLICIES: Readonly<Record<string, string>> = {
  'AWS::KMS::Key': 'KeyPolicy',
  'AWS::S3::BucketPolicy': 'PolicyDocument',
  'AWS::SNS::TopicPolicy': 'PolicyDocument',
  'AWS::SQS::QueuePolicy': 'PolicyDocument',
}

/** What each kind of encrypted store says of its encryption. */
const ENCRYPTION: Readonly<Record<string, string>> = {
  'AWS::S3::Bucket': 'BucketEncryption',
  'AWS::SNS::Topic': 'KmsMasterKeyId',
  'AWS::SQS::Queue': 'KmsMasterKeyId',
}

function allowing(): readonly (readonly [string, Statement])[] {
  return Object.entries(RESOURCE_POLICIES).flatMap(([type, member]) =>
    ofType(template, type).flatMap(([id, { Properties }]) =>
      statementsOf(Properties[member])
        .filter(({ effect }) => effect === 'Allow')
        .map((statement) => [id, statement] as const),
    ),
  )
}

/** Names of resources of these types for which this does not hold. */
function failing(types: readonly string[], holds: (resource: Resource, id: string) => boolean) {
  const all = types.flatMap((type) => ofType(template, type))
  expect(all.length).toBeGreaterThan(0)
  return all.filter(([id, resource]) => !holds(resource, id)).map(([id]) => id)
}

describe('nothing is open to everybody', () => {
  test('by a policy: who is let in from outside is named, and services for this account alone', () => {
    expect(allowing().length).toBeGreaterThan(8)
    const open = allowing().filter(([, { principal, condition }]) => {
      const text = JSON.stringify(principal)
      const bound = /aws:(?:SourceAccount|SourceArn)/.test(JSON.stringify(condition ?? {}))
      return text.includes('"*"') || (text.includes('"Service"') && !bound)
    })
    // EventBridge cannot say for whom it uses a key; what that opens: test/wiring/keys.test.ts.
    expect(open.map(([id, { sid }]) => `${id} ${sid}`)).toEqual(['MessagesKey RulesSend'])
  })

  test('by a permission on a function, which names the rule that may call', () => {
    const open = failing(['AWS::Lambda::Permission'], ({ Properties }) => 'SourceArn' in Properties)
    expect(open).toEqual([])
    expect(ofType(template, 'AWS::Lambda::Url')).toEqual([])
  })

  test('by a role: who takes it on is one service', () => {
    const open = failing(['AWS::IAM::Role'], ({ Properties }) =>
      statementsOf(Properties['AssumeRolePolicyDocument']).every(({ principal, condition }) =>
        /^\{"Service":(?:"lambda|"[\w.]+"\}.*SourceAccount)/.test(
          JSON.stringify(principal) + JSON.stringify(condition),
        ),
      ),
    )
    expect(open).toEqual([])
  })

  test('as a bucket', () => {
    const ways = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets']
    const closed = ({ Properties }: Resource) => {
      const blocked = Properties['PublicAccessBlockConfiguration'] as Record<string, boolean> | undefined
      return ways.every((way) => blocked?.[way] === true)
    }
    expect(failing(['AWS::S3::Bucket'], closed)).toEqual([])
  })
})

test('every bucket, queue and topic is encrypted', () => {
  const encrypted = ({ Type, Properties }: Resource) => Properties[ENCRYPTION[Type] ?? ''] !== undefined
  expect(failing(Object.keys(ENCRYPTION), encrypted)).toEqual([])
})

test('every bucket, queue and topic takes TLS only', () => {
  const policies = Object.values(template.Resources).filter(({ Type }) => Type in RESOURCE_POLICIES)
  const refusesPlain = (_: Resource, id: string) =>
    policies.some(({ Properties }) => {
      const text = JSON.stringify(Properties)
      return text.includes(`{"Ref":"${id}"}`) && text.includes('"aws:SecureTransport":')
    })
  expect(failing(Object.keys(ENCRYPTION), refusesPlain)).toEqual([])
})

test('every log group forgets after the days of a parameter', () => {
  const forgets = ({ Properties }: Resource) =>
    JSON.stringify(Properties['RetentionInDays']) === '{"Ref":"LogRetentionDays"}'
  expect(failing(['AWS::Logs::LogGroup'], forgets)).toEqual([])
})

test('every key is rotated', () => {
  expect(failing(['AWS::KMS::Key'], ({ Properties }) => Properties['EnableKeyRotation'] === true)).toEqual([])
})
