import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { letsEverybodyIn } from '../../../shared/model/everybody.ts'
import type { JsonObject, JsonValue } from '../../../shared/model/json.ts'
import type { Policies } from '../../../shared/model/open-policies.ts'
import { NO_POLICIES, openPolicies, opensToEverybody } from '../../../shared/model/open-policies.ts'

const ACCOUNT = '123456789012'
const allow = (more: JsonObject = {}): JsonObject => ({
  Effect: 'Allow',
  Principal: '*',
  Action: 'lambda:InvokeFunction',
  ...more,
})
const policy = (...statements: readonly JsonObject[]): JsonObject => ({ Statement: statements })
const under = (operator: string, key: string, value: JsonValue) =>
  policy(allow({ Condition: { [operator]: { [key]: value } } }))

const OPEN = policy(allow())
const CLOSED = policy(allow({ Principal: { Service: 's3.amazonaws.com' } }))

describe('a policy that lets everybody in', () => {
  test.each<[string, JsonValue]>([
    ['to * without a condition', OPEN],
    ['to AWS: *', policy(allow({ Principal: { AWS: '*' } }))],
    ['to * among others', policy(allow({ Principal: { AWS: [`arn:aws:iam::${ACCOUNT}:root`, '*'] } }))],
    ['to all but somebody', { Statement: allow({ Principal: null, NotPrincipal: { AWS: ACCOUNT } }) }],
    ['as the only statement, without a list', { Statement: allow() }],
    ['behind one that does not', policy(CLOSED, allow())],
    ['by a function URL without authorisation', under('StringEquals', 'lambda:FunctionUrlAuthType', 'NONE')],
    ['from every account but one', under('StringNotEquals', 'aws:SourceAccount', ACCOUNT)],
    ['from every address but some', under('NotIpAddress', 'aws:SourceIp', '203.0.113.0/24')],
    ['whose account is right if it has one', under('StringEqualsIfExists', 'aws:SourceAccount', ACCOUNT)],
    [
      'whose organisation is right if it has one',
      under('ForAllValues:StringLike', 'aws:PrincipalOrgPaths', 'o-1/*'),
    ],
    ['who has any account at all', under('Null', 'aws:PrincipalAccount', 'false')],
    ['whose account is any', under('StringLike', 'aws:SourceAccount', '*')],
    ['of any organisation', under('StringLike', 'aws:PrincipalOrgID', 'o-*')],
    [
      'who has a role of that name in some account',
      under('ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/admin'),
    ],
    ['from any bucket', under('ArnLike', 'aws:SourceArn', 'arn:aws:s3:::*')],
    ['from anything of AWS', under('ArnLike', 'aws:SourceArn', 'arn:aws:*')],
    ['from the whole internet', under('IpAddress', 'aws:SourceIp', ['203.0.113.0/24', '0.0.0.0/0'])],
    ['over TLS', under('Bool', 'aws:SecureTransport', 'true')],
  ])('allows %s', (_, document) => {
    expect(letsEverybodyIn(document)).toBe(true)
  })

  test.each<[string, JsonValue]>([
    ['is none', null],
    ['is one without statements', { Statement: [] }],
    ['allows a service', CLOSED],
    ['allows an account', policy(allow({ Principal: { AWS: ACCOUNT } }))],
    ['refuses everybody', policy({ ...allow(), Effect: 'Deny' })],
    ['names the account', under('StringEquals', 'AWS:SourceAccount', ACCOUNT)],
    ['names the source', under('ArnLike', 'aws:SourceArn', `arn:aws:sns:eu-west-1:${ACCOUNT}:*`)],
    ['names buckets', under('ArnLike', 'aws:SourceArn', 'arn:aws:s3:::orders-*')],
    ['names the organisation', under('StringEquals', 'aws:PrincipalOrgID', ['o-1', 'o-2'])],
    ['names a service', under('StringEquals', 'aws:PrincipalServiceName', 's3.amazonaws.com')],
    ['names addresses', under('IpAddress', 'aws:SourceIp', '203.0.113.0/24')],
    [
      'names the account besides what does not say who',
      policy(
        allow({
          Condition: {
            StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE', 'aws:SourceAccount': ACCOUNT },
          },
        }),
      ),
    ],
  ])('is not one that %s', (_, document) => {
    expect(letsEverybodyIn(document)).toBe(false)
  })
})

describe('the policies of a function', () => {
  const version = (number: string, document: JsonValue | undefined) => ({
    version: number,
    configuration: {},
    ...(document !== undefined && { policy: document }),
  })
  const alias = (name: string, document: JsonValue | undefined) => ({
    name,
    configuration: {},
    ...(document !== undefined && { policy: document }),
  })

  test('are looked at for each version and alias, by the names of a manifest', () => {
    const content = {
      policy: OPEN,
      versions: [version('1', OPEN), version('2', null)],
      aliases: [alias('live', OPEN)],
    }
    expect(openPolicies(content)).toEqual(['policy', 'versions/1/policy', 'aliases/live/policy'])
  })

  test('open the function when one lets everybody in that did not before, or was not there', () => {
    const before = { policy: CLOSED, versions: [version('1', OPEN)], aliases: [] }
    const after = { policy: OPEN, versions: [version('1', OPEN)], aliases: [alias('live', OPEN)] }
    expect(opensToEverybody(before, after)).toEqual(['policy', 'aliases/live/policy'])
    expect(opensToEverybody(NO_POLICIES, after)).toHaveLength(3)
    expect(opensToEverybody(after, after)).toEqual([])
    expect(opensToEverybody(after, before)).toEqual([])
  })

  test('claim nothing where what stood before is not known, or could not be read', () => {
    const after = { policy: OPEN, versions: [version('1', OPEN)], aliases: [alias('live', OPEN)] }
    expect(opensToEverybody(undefined, after)).toEqual([])
    expect(opensToEverybody({}, after)).toEqual([])
    const unread = { versions: [version('1', undefined)], aliases: [alias('live', undefined)] }
    expect(opensToEverybody(unread, after)).toEqual([])
  })

  test('open nothing that stays as it is, and all that is new, whatever they are', () => {
    const document = fc.constantFrom<JsonValue>(OPEN, CLOSED, null)
    const policies = fc.record({
      policy: document,
      versions: fc.array(document, { maxLength: 3 }).map((all) => all.map((one, n) => version(`${n}`, one))),
      aliases: fc.array(document, { maxLength: 3 }).map((all) => all.map((one, n) => alias(`a${n}`, one))),
    })
    fc.assert(
      fc.property(policies, policies, (before: Policies, after: Policies) => {
        const opened = opensToEverybody(before, after)
        const [was, is] = [openPolicies(before), openPolicies(after)]
        expect([...opened]).toEqual(is.filter((part) => !was.includes(part)))
      }),
    )
  })
})
