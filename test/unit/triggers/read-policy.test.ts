import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { JsonObject, JsonValue } from '../../../shared/model/json.ts'
import type { PolicyReading } from '../../../shared/triggers/read-policy.ts'
import { readPolicy } from '../../../shared/triggers/read-policy.ts'

const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:bill'
const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:orders'
const BUCKET = 'arn:aws:s3:::orders'

function read(document: JsonValue): PolicyReading {
  return readPolicy({ part: 'policy', invokes: FUNCTION, document })
}

function allow(more: JsonObject): JsonObject {
  const base = { Sid: 'one', Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' } }
  return { ...base, Action: 'lambda:InvokeFunction', Resource: FUNCTION, ...more }
}

function grantsOf(statement: JsonValue) {
  return read({ Version: '2012-10-17', Statement: [statement] }).grants.map(({ grant }) => grant)
}

function sourcesOf(condition: JsonObject) {
  return grantsOf(allow({ Condition: condition })).map(({ sourceArn }) => sourceArn)
}

describe('a resource policy', () => {
  test('says who may wake the function, from which source of which account', () => {
    const condition = {
      ArnLike: { 'AWS:SourceArn': TOPIC },
      StringEquals: { 'AWS:SourceAccount': '123456789012' },
    }
    const { grants, others, unread } = read({ Statement: allow({ Condition: condition }) })
    const grant = {
      principal: 'sns.amazonaws.com',
      sourceArn: TOPIC,
      sourceAccount: '123456789012',
      invokes: FUNCTION,
    }
    expect(grants).toMatchObject([{ statement: 'policy/one', invokes: FUNCTION, grant }])
    expect([others, unread]).toEqual([[], []])
  })

  test.each([
    'StringEquals',
    'StringLike',
    'ArnLike',
    'ArnEquals',
    'StringEqualsIgnoreCase',
    'ArnLikeIfExists',
    'ForAnyValue:ArnLike',
    'ForAllValues:StringEqualsIfExists',
  ])('names its source under %s', (operator) => {
    expect(sourcesOf({ [operator]: { 'aws:sourcearn': TOPIC } })).toEqual([TOPIC])
  })

  test.each(['StringNotEquals', 'ArnNotLike', 'Null', 'ForAnyValue:StringNotLike'])(
    'does not name its source under %s, which says what it is not',
    (operator) => expect(sourcesOf({ [operator]: { 'aws:SourceArn': TOPIC } })).toEqual([undefined]),
  )

  test('that names several sources is several grants', () => {
    expect(sourcesOf({ ArnLike: { 'aws:SourceArn': [TOPIC, BUCKET] } })).toEqual([BUCKET, TOPIC])
    expect(sourcesOf({ ArnLike: { 'aws:SourceArn': [] } })).toEqual([undefined])
  })

  test('may have a variable in its source, which may stand for anything', () => {
    expect(sourcesOf({ ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:${aws:PrincipalAccount}:x' } })).toEqual([
      'arn:aws:sns:*:*:x',
    ])
  })

  test('may give the account as a number, and means no one account by several', () => {
    const accounts = (value: JsonValue) =>
      grantsOf(allow({ Condition: { StringEquals: { 'aws:SourceAccount': value } } })).map(
        ({ sourceAccount }) => sourceAccount,
      )
    expect(accounts(123456789012)).toEqual(['123456789012'])
    expect(accounts(['123456789012', '210987654321'])).toEqual([undefined])
  })

  test('has one grant for each service that a statement names', () => {
    const services = { Service: ['sns.amazonaws.com', 's3.amazonaws.com'] }
    expect(grantsOf(allow({ Principal: services })).map(({ principal }) => principal)).toEqual(
      services.Service,
    )
  })

  test.each([
    'lambda:Invoke*',
    'LAMBDA:InvokeFunction',
    '*',
    ['lambda:GetFunction', 'lambda:InvokeFunctionUrl'],
  ])('lets somebody wake the function by the action %j', (action) =>
    expect(grantsOf(allow({ Action: action }))).toHaveLength(1),
  )

  test.each([
    ['an action that wakes nothing', { Action: 'lambda:GetFunction' }],
    ['an account', { Principal: { AWS: '210987654321' } }],
    ['everybody', { Principal: '*' }],
    [
      'everybody of an organisation',
      { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } },
    ],
    ['an identity provider', { Principal: { Federated: 'accounts.google.com' } }],
  ] satisfies [string, JsonObject][])('that lets in %s is no trigger', (_what, more) => {
    const { grants, others, unread } = read({ Statement: [allow(more)] })
    expect([grants.length, others.length, unread.length]).toEqual([0, 1, 0])
  })

  test.each([
    ['everybody but one', { Principal: undefined, NotPrincipal: { AWS: '210987654321' } }],
    [
      'everybody who comes from one source',
      { Principal: '*', Condition: { ArnLike: { 'aws:SourceArn': TOPIC } } },
    ],
    ['nobody at all', { Principal: {} }],
    ['somebody of a sort that is not known', { Principal: { Robot: 'r2' } }],
    ['somebody for nothing', { Action: undefined }],
    ['somebody in an unknown way', { Effect: 'Perhaps' }],
  ] satisfies [string, object][])('that lets in %s is kept whole', (_what, more) => {
    const statement = JSON.parse(JSON.stringify({ ...allow({}), ...more })) as JsonObject
    const { grants, others, unread } = read({ Statement: statement })
    expect(unread).toEqual([{ statement: 'policy/one', whole: statement, invokes: FUNCTION }])
    expect([grants, others]).toEqual([[], []])
  })

  test('that denies lets nobody in', () => {
    expect(read({ Statement: [allow({ Effect: 'Deny' })] })).toEqual({ grants: [], others: [], unread: [] })
  })

  test('that is not there allows nothing; one that says nothing is kept whole', () => {
    expect(read(null)).toEqual({ grants: [], others: [], unread: [] })
    expect(read({ Version: '2012-10-17' }).unread).toHaveLength(1)
    expect(read('no policy').unread).toHaveLength(1)
  })

  test('whose statement has no Sid is told by its hash, wherever it stands', () => {
    const { Sid: _sid, ...unnamed } = allow({})
    const { Sid: _sid2, ...other } = allow({ Principal: { Service: 's3.amazonaws.com' } })
    const labels = (statements: JsonValue) =>
      new Set(read({ Statement: statements }).grants.map((one) => one.statement))
    expect(labels([unnamed, other])).toEqual(labels([other, unnamed]))
    expect(labels([unnamed, other]).size).toBe(2)
  })
})

/** One value, or a list of some. */
const oneOrMany = <T extends JsonValue>(value: fc.Arbitrary<T>): fc.Arbitrary<JsonValue> =>
  fc.oneof(value, fc.array(value, { maxLength: 3 }))

const arn = fc.constantFrom(TOPIC, BUCKET, 'arn:aws:sns:*:*:*', 'arn:aws:events:eu-west-1:*:rule/?', '*')
const service = fc.constantFrom(
  'sns.amazonaws.com',
  's3.amazonaws.com',
  'new.amazonaws.com',
  'logs.eu-west-1.amazonaws.com',
)
const principals = fc.oneof(
  fc.constant('*'),
  fc.record(
    {
      Service: oneOrMany(service),
      AWS: oneOrMany(fc.constantFrom('*', '123456789012', 'arn:aws:iam::123456789012:role/r')),
      Federated: oneOrMany(fc.constant('cognito-identity.amazonaws.com')),
      CanonicalUser: oneOrMany(fc.string()),
    },
    { requiredKeys: [] },
  ),
)
const key = fc.constantFrom(
  'aws:SourceArn',
  'AWS:SourceArn',
  'aws:sourcearn',
  'aws:SourceAccount',
  'aws:PrincipalOrgID',
)
const operator = fc
  .tuple(
    fc.constantFrom('', 'ForAnyValue:', 'ForAllValues:'),
    fc.constantFrom(
      'StringEquals',
      'StringLike',
      'ArnLike',
      'ArnEquals',
      'StringNotEquals',
      'Bool',
      'Null',
      'IpAddress',
    ),
    fc.constantFrom('', 'IfExists'),
  )
  .map((parts) => parts.join(''))
const scalar = fc.oneof(arn, fc.string(), fc.integer(), fc.boolean())
const condition = fc.dictionary(operator, fc.dictionary(key, oneOrMany(scalar), { maxKeys: 3 }), {
  maxKeys: 3,
})
const action = fc.constantFrom(
  'lambda:InvokeFunction',
  'lambda:*',
  '*',
  'lambda:GetFunction',
  'lambda:Invoke?unction',
)
const statement = fc
  .record(
    {
      Sid: fc.string({ maxLength: 5 }),
      Effect: fc.constantFrom('Allow', 'Deny'),
      Principal: principals,
      NotPrincipal: principals,
      Action: oneOrMany(action),
      NotAction: oneOrMany(action),
      Resource: oneOrMany(fc.constantFrom(FUNCTION, '*')),
      Condition: condition,
    },
    { requiredKeys: ['Effect'] },
  )
  .map((value) => JSON.parse(JSON.stringify(value)) as JsonObject)

describe('whatever the grammar of policies allows', () => {
  test('no statement that allows is lost, none that denies appears, and nothing throws', () => {
    fc.assert(
      fc.property(oneOrMany(statement), (Statement) => {
        const { grants, others, unread } = read({ Version: '2012-10-17', Statement })
        const kept = [...grants, ...others, ...unread].map(({ whole }) => whole)
        const all = (Array.isArray(Statement) ? Statement : [Statement]) as JsonObject[]
        for (const one of all) expect(kept.includes(one)).toBe(one['Effect'] === 'Allow')
      }),
      { numRuns: 300 },
    )
  })

  test('each service that may wake the function has a grant for each source, and each caller is told', () => {
    const plain = statement.filter(
      (one) => one['NotPrincipal'] === undefined && one['NotAction'] === undefined,
    )
    fc.assert(
      fc.property(
        plain,
        fc.uniqueArray(service, { minLength: 1 }),
        fc.uniqueArray(arn, { minLength: 1 }),
        (one, services, arns) => {
          const Principal = { Service: services, AWS: '123456789012' }
          const Condition = { ArnLike: { 'aws:SourceArn': arns } }
          const whole = { ...one, Effect: 'Allow', Principal, Condition, Action: 'lambda:InvokeFunction' }
          const { grants, others, unread } = read({ Statement: [whole] })
          const pairs = grants.map(({ grant }) => `${grant.principal} ${grant.sourceArn}`)
          const expected = services.flatMap((principal) => arns.map((source) => `${principal} ${source}`))
          expect(pairs.toSorted()).toEqual(expected.toSorted())
          expect(others.map(({ principal }) => principal)).toEqual(['123456789012'])
          expect(unread).toEqual([])
        },
      ),
    )
  })

  test('anything else that JSON can say does not throw either', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => void read(JSON.parse(JSON.stringify(value)) as JsonValue)),
    )
  })
})
