import { describe, expect, test } from '@jest/globals'
import type {
  DescribeSecretCommandOutput,
  ListSecretsCommandInput,
  ListSecretsCommandOutput,
} from '@aws-sdk/client-secrets-manager'
import { kind } from '../../../../shared/triggers/kinds/secret-rotation.ts'
import type { Answers, FakeAws } from '../../../fakes/fake-aws.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'
import { grantOf, homePlace, readerOf, targetOf } from './kind-under-test.ts'

const SECRET = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db/main-AbCdEf'
const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-4000-8000-000000000000'
const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:rotate'
const settings = {
  RotationEnabled: true,
  RotationRules: { ScheduleExpression: 'rate(10 days)', Duration: '2h' },
}
const trigger = { kind: kind.name, source: SECRET, invokes: FUNCTION, settings }
const described = {
  ARN: SECRET,
  Name: 'db/main',
  KmsKeyId: KEY,
  RotationEnabled: true,
  RotationLambdaARN: FUNCTION,
  RotationRules: { AutomaticallyAfterDays: 10, ScheduleExpression: 'rate(10 days)', Duration: '2h' },
  LastRotatedDate: new Date('2026-01-01T00:00:00Z'),
  NextRotationDate: new Date('2026-01-11T00:00:00Z'),
} satisfies Partial<DescribeSecretCommandOutput>

function secrets(members: Partial<DescribeSecretCommandOutput> = {}, answers: Answers = {}): FakeAws {
  return fakeAws({
    DescribeSecret: { ...described, ...members },
    RotateSecret: {},
    CancelRotateSecret: {},
    ...answers,
  })
}

const written = ({ calls }: FakeAws) => calls.filter(({ operation }) => operation.endsWith('RotateSecret'))
const stepFor = (invokes = FUNCTION) => kind.writer.plan(trigger, targetOf({ invokes })).steps[0]!

describe('secret rotation', () => {
  const reader = readerOf(kind)

  test('a grant with the exact ARN names its secret without a call', async () => {
    expect(await reader.find(fakeAws({}), grantOf({ sourceArn: SECRET }), homePlace)).toEqual([SECRET])
  })

  test('a grant without one means the secrets on every page that the function rotates', async () => {
    const other = { ARN: `${SECRET}-2`, RotationLambdaARN: `${FUNCTION}-other` }
    const aws = secrets(
      {},
      {
        ListSecrets: ({ NextToken }: ListSecretsCommandInput) =>
          (NextToken === undefined
            ? { SecretList: [other], NextToken: '2' }
            : {
                SecretList: [{ ARN: SECRET, RotationLambdaARN: FUNCTION }],
              }) satisfies Partial<ListSecretsCommandOutput>,
      },
    )
    expect(await reader.find(aws, grantOf({ invokes: FUNCTION }), homePlace)).toEqual([SECRET])
    const sourceArn = 'arn:aws:secretsmanager:*:*:secret:other-*'
    expect(await reader.find(aws, grantOf({ invokes: FUNCTION, sourceArn }), homePlace)).toEqual([])
  })

  test('reads schedule and key; dates, and days that AWS works out, change by themselves', async () => {
    const found = await reader.read(secrets(), SECRET, homePlace)
    expect(found).toEqual({
      source: {
        arn: SECRET,
        account: '123456789012',
        region: 'eu-west-1',
        key: KEY,
        facts: { Name: 'db/main' },
      },
      triggers: [{ invokes: FUNCTION, settings }],
    })
    expect(kind.settings.parse(found?.triggers[0]?.settings)).toEqual(settings)
  })

  test('days that somebody set are kept', async () => {
    const RotationRules = { AutomaticallyAfterDays: 30 }
    const found = await reader.read(secrets({ RotationRules }), SECRET, homePlace)
    expect(found?.triggers).toMatchObject([{ settings: { RotationRules } }])
  })

  test('a secret that is gone, or waits for it, does not exist', async () => {
    const gone = secrets({}, { DescribeSecret: awsError('ResourceNotFoundException') })
    expect(await reader.read(gone, SECRET, homePlace)).toBeUndefined()
    expect(await reader.read(secrets({ DeletedDate: new Date(0) }), SECRET, homePlace)).toBeUndefined()
  })

  test('is put back by one step after verification, at the mapped secret', () => {
    const map = (arn: string) => arn.replaceAll('eu-west-1', 'eu-west-2')
    const { steps } = kind.writer.plan(trigger, targetOf({ invokes: `${FUNCTION}-2`, map }))
    expect(steps).toMatchObject([{ phase: 'enable', resource: map(SECRET), risk: 'high' }])
  })

  test('a rotation that was off stays off', () => {
    const off = { ...trigger, settings: { ...settings, RotationEnabled: false } }
    const { steps, byHand } = kind.writer.plan(off, targetOf({}))
    expect(steps).toEqual([])
    expect(byHand).toHaveLength(1)
  })

  test('a secret that the function still rotates is left alone', async () => {
    const aws = secrets()
    const done = await kind.writer.carryOut(aws, stepFor())
    await kind.writer.takeBack(aws, stepFor(), done)
    expect(written(aws)).toEqual([])
  })

  test('a function under a new name takes over without rotating at once, and gives back', async () => {
    const aws = secrets()
    const done = await kind.writer.carryOut(aws, stepFor(`${FUNCTION}-2`))
    const { RotationRules } = settings
    const input = {
      SecretId: SECRET,
      RotationLambdaARN: `${FUNCTION}-2`,
      RotationRules,
      RotateImmediately: false,
    }
    expect(written(aws)).toMatchObject([{ operation: 'RotateSecret', input }])
    const undo = secrets()
    await kind.writer.takeBack(undo, stepFor(`${FUNCTION}-2`), done)
    expect(written(undo)).toMatchObject([{ input: { ...input, RotationLambdaARN: FUNCTION } }])
  })

  test('a secret that nothing rotated is not rotated again afterwards', async () => {
    const nothing = { RotationEnabled: false, RotationLambdaARN: undefined, RotationRules: undefined }
    const aws = secrets(nothing)
    const done = await kind.writer.carryOut(aws, stepFor())
    await kind.writer.takeBack(aws, stepFor(), done)
    expect(written(aws).map(({ operation }) => operation)).toEqual(['RotateSecret', 'CancelRotateSecret'])
  })

  test('a secret that somebody else rotates stays theirs', async () => {
    const aws = secrets({ RotationLambdaARN: `${FUNCTION}-other` })
    await expect(kind.writer.carryOut(aws, stepFor())).rejects.toThrow('one function only')
    expect(written(aws)).toEqual([])
  })

  test('a secret that is gone is not created', async () => {
    const aws = secrets({ DeletedDate: new Date(0) })
    await expect(kind.writer.carryOut(aws, stepFor())).rejects.toMatchObject({ name: 'NotFoundError' })
  })

  test('what was not told to be done is not taken back', async () => {
    const aws = secrets()
    await kind.writer.takeBack(aws, stepFor(), {})
    expect(written(aws)).toEqual([])
  })

  test.each(kind.changes.flatMap(({ eventNames }) => eventNames))('%s was about its secret', (eventName) => {
    const about = (secretId: string, response: { arn?: string }) =>
      kind.changes[0]?.sourcesOf({ ...homePlace, eventName, request: { secretId }, response })
    expect(about(SECRET, {})).toEqual([SECRET])
    expect(about('db/main', { arn: SECRET })).toEqual([SECRET])
    expect(about('db/main', {})).toEqual([])
  })
})
