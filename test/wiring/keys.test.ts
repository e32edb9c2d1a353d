import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import type { Template } from './packaged-template.ts'
import { ofType, packagedTemplate, statementsOf } from './packaged-template.ts'
import type { Rule } from './policy.ts'
import { ruleFor, rulesOf } from './policy.ts'
import { sampleStack } from './sample-stack.ts'
import { namesOf } from './stack-names.ts'

let template: Template
let messages: readonly Rule[]
beforeAll(async () => {
  template = await packagedTemplate()
  const resolve = namesOf(template, sampleStack(template))
  // Of roles and people; services have statements of their own.
  const ofPrincipals = statementsOf(template.Resources['MessagesKey']?.Properties['KeyPolicy']).filter(
    ({ principal }) => !JSON.stringify(principal).includes('"Service"'),
  )
  messages = rulesOf(ofPrincipals, resolve)
}, 120_000)

const USES = ['kms:Decrypt', 'kms:GenerateDataKey']
const ROLE = 'arn:aws:iam::123456789012:role/holdfast-OnChangeRole'
const STRANGER = 'arn:aws:iam::123456789012:role/Administrator'

/** Without those whom OperatorArns names, which is everybody unless it is set. */
const withoutOperators = () => messages.filter(({ sid }) => !sid.startsWith('Operators'))
const allows = (rules: readonly Rule[], action: string, by: string, via?: string) =>
  ruleFor(rules, 'Allow', {
    action,
    resource: '*',
    context: { 'aws:PrincipalArn': by, ...(via !== undefined && { 'kms:ViaService': via }) },
  }) !== undefined

describe('the key of queues and topics', () => {
  test.each(['sqs.eu-west-1.amazonaws.com', 'sns.eu-west-1.amazonaws.com'])(
    'is used through %s by roles of the stack, and by operators whom IAM allows it',
    (via) => {
      expect(USES.filter((action) => allows(withoutOperators(), action, ROLE, via))).toEqual(USES)
      expect(USES.filter((action) => allows(withoutOperators(), action, STRANGER, via))).toEqual([])
      expect(USES.filter((action) => allows(messages, action, STRANGER, via))).toEqual(USES)
    },
  )

  test.each([undefined, 's3.eu-west-1.amazonaws.com', 'sqs.eu-central-1.amazonaws.com'])(
    'is used through %s by nobody',
    (via) => {
      const used = [ROLE, STRANGER].flatMap((by) => USES.filter((one) => allows(messages, one, by, via)))
      expect(used).toEqual([])
    },
  )

  test('is not lent to anybody, and can be administered', () => {
    const lending = ['kms:CreateGrant', 'kms:ReEncryptFrom', 'kms:Encrypt']
    expect(lending.filter((action) => allows(messages, action, STRANGER))).toEqual([])
    expect(allows(messages, 'kms:PutKeyPolicy', STRANGER)).toBe(true)
  })

  test.each([
    ['events.amazonaws.com', 'RulesSend'],
    ['cloudwatch.amazonaws.com', 'AlarmsSend'],
    ['sns.amazonaws.com', 'TopicsSend'],
  ])('is used by %s, which writes in nobody’s name', (service, sid) => {
    const statements = statementsOf(template.Resources['MessagesKey']?.Properties['KeyPolicy'])
    const own = statements.find((one) => one.sid === sid)
    expect(JSON.stringify(own?.principal)).toContain(service)
    expect(own?.actions.toSorted()).toEqual(USES)
  })
})

describe('EventBridge, which does not say for whom it uses the key', () => {
  const own = () =>
    statementsOf(template.Resources['MessagesKey']?.Properties['KeyPolicy']).filter(({ principal }) =>
      JSON.stringify(principal).includes('events.amazonaws.com'),
    )

  test('is asked for no condition that it could not meet, and no other service is in the same statement', () => {
    expect(own()).toEqual([
      expect.objectContaining({ principal: { Service: 'events.amazonaws.com' }, condition: undefined }),
    ])
  })

  test('can write for rules that a queue names alone: no queue or topic lets others in', () => {
    const policies = ['AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy'].flatMap((type) =>
      ofType(template, type),
    )
    const letting = policies.flatMap(([, { Properties }]) =>
      statementsOf(Properties['PolicyDocument']).filter(
        ({ effect, principal }) =>
          effect === 'Allow' && /events\.amazonaws\.com|\*/.test(JSON.stringify(principal)),
      ),
    )
    expect(letting.length).toBeGreaterThan(2)
    for (const { sid, condition } of letting) {
      const rules = [condition?.['ArnEquals']?.['aws:SourceArn']].flat()
      expect([sid, rules.length > 0, rules.filter((rule) => !isRule(rule))]).toEqual([sid, true, []])
    }
  })

  function isRule(arn: unknown): boolean {
    const [id = ''] = (arn as { readonly 'Fn::GetAtt'?: readonly string[] } | undefined)?.['Fn::GetAtt'] ?? []
    return template.Resources[id]?.Type === 'AWS::Events::Rule'
  }
})

/** With the short forms of CloudFormation as their arguments alone. */
async function copyKeyPolicy(): Promise<unknown> {
  const file = new URL('../../infrastructure/copy/copy-vault.yml', import.meta.url)
  const copy = parse(await readFile(file, 'utf8'), { logLevel: 'error' }) as Template
  return copy.Resources['CopyKey']?.Properties['KeyPolicy']
}

test('every key may be administered by IAM, in the same words, and not used so', async () => {
  const policies = [
    ...ofType(template, 'AWS::KMS::Key').map(([, { Properties }]) => Properties['KeyPolicy']),
    await copyKeyPolicy(),
  ]
  const administering = policies.map(
    (policy) => statementsOf(policy).find(({ sid }) => sid === 'AccountAdministersByIam')?.actions,
  )
  expect(administering.length).toBeGreaterThan(2)
  for (const actions of administering) expect(actions).toEqual(administering[0])
  expect(administering[0]?.filter((one) => /\*|crypt|DataKey|CreateGrant|Sign|Mac$/.test(one))).toEqual([])
})

test('the copy’s key is used through S3 alone', async () => {
  const using = statementsOf(await copyKeyPolicy()).filter(({ sid }) => sid !== 'AccountAdministersByIam')
  expect(using.map(({ sid }) => sid)).toEqual(['OperatorsUseInS3', 'SourceWritesAndCompares'])
  for (const { condition } of using)
    expect(condition?.['StringEquals']).toEqual({ 'kms:ViaService': 's3.${AWS::Region}.${AWS::URLSuffix}' })
})
