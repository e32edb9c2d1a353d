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
  messages = rulesOf(statementsOf(template.Resources['MessagesKey']?.Properties['KeyPolicy']), resolve)
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
    ['events.amazonaws.com', 'ServicesSend'],
    ['cloudwatch.amazonaws.com', 'ServicesSend'],
    ['sns.amazonaws.com', 'TopicsSend'],
  ])('is used by %s, which writes in nobody’s name', (service, sid) => {
    const statements = statementsOf(template.Resources['MessagesKey']?.Properties['KeyPolicy'])
    const own = statements.find((one) => one.sid === sid)
    expect(JSON.stringify(own?.principal)).toContain(service)
    expect(own?.actions.toSorted()).toEqual(USES)
  })
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
