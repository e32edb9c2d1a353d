import { describe, expect, test } from '@jest/globals'
import type { Reason } from './explain.ts'
import { explain } from './explain.ts'
import type { Grant } from './grants.ts'
import { judge } from './judge.ts'
import type { Need } from './needs.ts'

const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/vault'
const VIA_S3 = { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' }

const grant = (action: string, resource: string, rest: Partial<Grant> = {}): Grant => ({
  function: 'on-change',
  sid: 'Sid',
  action,
  resource,
  conditions: {},
  ...rest,
})
const need = (action: string, resource: string | undefined, rest: Partial<Need> = {}): Need => ({
  function: 'on-change',
  action,
  resource,
  context: {},
  ...rest,
})
const refused = (one: Need, grants: readonly Grant[]) => judge([one], grants).refused.length > 0

describe('a need is refused', () => {
  test.each([
    ['when no statement names the action', 'lambda:GetPolicy', 'arn:aws:lambda:*:1:function:*'],
    ['when the resource is another', 'lambda:GetFunction', 'arn:aws:lambda:*:2:function:*'],
    [
      'when the pattern ends before the resource does',
      'lambda:GetFunction',
      'arn:aws:lambda:*:1:function:sho',
    ],
  ])('%s', (_, action, resource) => {
    expect(
      refused(need('lambda:GetFunction', 'arn:aws:lambda:eu-west-1:1:function:shop'), [
        grant(action, resource),
      ]),
    ).toBe(true)
  })

  test('when only another function has the statement', () => {
    expect(
      refused(need('s3:GetObject', 'arn:aws:s3:::b/k', { function: 'plan-zone' }), [
        grant('s3:GetObject', '*'),
      ]),
    ).toBe(true)
  })

  test('when the key is used through another service', () => {
    const grants = [
      grant('kms:Decrypt', KEY, { conditions: { 'kms:ViaService': 'sqs.eu-west-1.amazonaws.com' } }),
    ]
    expect(refused(need('kms:Decrypt', KEY, { context: VIA_S3 }), grants)).toBe(true)
  })

  test('when an action that knows no resource is allowed on one', () => {
    expect(
      refused(need('events:ListRules', '*'), [grant('events:ListRules', 'arn:aws:events:*:1:rule/*')]),
    ).toBe(true)
  })
})

describe('a need is met', () => {
  test.each(['*', 'arn:aws:s3:::b/*', 'arn:aws:s3:::?/points/*', 'arn:aws:s3:::b/points/1.json'])(
    'by %s',
    (pattern) => {
      expect(
        refused(need('s3:GetObject', 'arn:aws:s3:::b/points/1.json'), [grant('s3:getobject', pattern)]),
      ).toBe(false)
    },
  )

  test('by a condition that AWS fills in so', () => {
    expect(
      refused(need('kms:Decrypt', KEY, { context: VIA_S3 }), [
        grant('kms:Decrypt', KEY, { conditions: VIA_S3 }),
      ]),
    ).toBe(false)
  })

  test('by the action alone, and this is said, when the record shows no resource', () => {
    const judgement = judge(
      [need('iam:PassRole', undefined)],
      [grant('iam:PassRole', 'arn:aws:iam::1:role/r')],
    )
    expect(judgement.refused).toEqual([])
    expect(judgement.byActionOnly).toHaveLength(1)
  })
})

describe('a grant that nothing used', () => {
  const unused = grant('s3:DeleteObject', 'arn:aws:s3:::b/blobs/*', { sid: 'Vault' })
  const used = grant('s3:GetObject', 'arn:aws:s3:::b/blobs/*', { sid: 'Vault' })
  const judgement = judge([need('s3:GetObject', 'arn:aws:s3:::b/blobs/x')], [unused, used])
  const reason: Reason = {
    functions: ['on-change'],
    sid: 'Vault',
    actions: ['s3:DeleteObject'],
    because: 'a sweep',
  }

  test('is named', () => {
    expect(explain(judgement, []).unexplained).toEqual([
      'on-change may s3:DeleteObject on arn:aws:s3:::b/blobs/* (Vault)',
    ])
  })

  test('is accepted with its reason', () => {
    expect(explain(judgement, [reason])).toEqual({ unexplained: [], stale: [] })
  })

  test.each([
    ['another function', { functions: ['plan-zone'] }],
    ['another statement', { sid: 'Runs' }],
    ['another resource', { resource: '/points/*' }],
  ])('is not explained by a reason for %s', (_, change) => {
    expect(explain(judgement, [{ ...reason, ...change }]).unexplained).toHaveLength(1)
  })
})

describe('a reason is stale', () => {
  const judgement = judge([need('s3:GetObject', 'arn:aws:s3:::b/k')], [grant('s3:GetObject', '*')])

  test('when the action is used', () => {
    const reason: Reason = {
      functions: ['on-change'],
      sid: 'Sid',
      actions: ['s3:GetObject'],
      because: 'never used',
    }
    expect(explain(judgement, [reason]).stale).toEqual([
      'on-change may s3:GetObject on * (Sid): used, so "never used" is no reason',
    ])
    expect(explain(judgement, [{ ...reason, mayBeUsed: true }]).stale).toEqual([])
  })

  test.each([['on-change' as const], ['every' as const]])(
    'when the action is not allowed any more to %s',
    (name) => {
      const functions = name === 'every' ? name : [name]
      const reason: Reason = { functions, sid: 'Sid', actions: ['s3:PutObject'], because: 'once' }
      expect(explain(judgement, [reason]).stale).toHaveLength(1)
    },
  )
})
