import { describe, expect, test } from '@jest/globals'
import type {
  DescribeUserPoolCommandOutput,
  LambdaConfigType,
  ListUserPoolsCommandInput,
  ListUserPoolsCommandOutput,
  UserPoolType,
} from '@aws-sdk/client-cognito-identity-provider'
import { kind } from '../../../../shared/triggers/kinds/user-pool.ts'
import { awsError, fakeAws } from '../../../fakes/fake-aws.ts'
import { grantOf, homePlace, readerOf, targetOf } from './kind-under-test.ts'

const POOL = 'arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_abc'
const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:bill'
const OTHER = 'arn:aws:lambda:eu-west-1:123456789012:function:other'
const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/0f'

/** Settings of the pool that are nobody's business here, and must survive. */
const settings = {
  Name: 'people',
  Policies: { PasswordPolicy: { MinimumLength: 12, TemporaryPasswordValidityDays: 7 } },
  DeletionProtection: 'ACTIVE',
  MfaConfiguration: 'OPTIONAL',
  AutoVerifiedAttributes: ['email'],
  UserPoolTags: { team: 'shop' },
  UserPoolTier: 'PLUS',
} as const satisfies UserPoolType

function pool(LambdaConfig: LambdaConfigType) {
  return fakeAws({
    DescribeUserPool: {
      UserPool: {
        ...settings,
        Policies: { ...settings.Policies },
        AutoVerifiedAttributes: ['email'],
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: true, UnusedAccountValidityDays: 7 },
        Id: 'eu-west-1_abc',
        EstimatedNumberOfUsers: 7,
        LastModifiedDate: new Date(0),
        LambdaConfig,
      },
    } satisfies Partial<DescribeUserPoolCommandOutput>,
    UpdateUserPool: {},
  })
}

const triggerOf = (members: Readonly<Record<string, string>>) => ({
  kind: kind.name,
  source: POOL,
  invokes: FUNCTION,
  settings: members,
})
const updates = ({ calls }: ReturnType<typeof pool>) =>
  calls.filter(({ operation }) => operation === 'UpdateUserPool').map(({ input }) => input)

describe('user pool: reading', () => {
  const reader = readerOf(kind)

  test('a grant with the exact ARN of a pool names it; otherwise those whose triggers are the function are found', async () => {
    expect(await reader.find(fakeAws({}), grantOf({ sourceArn: POOL }), homePlace)).toEqual([POOL])
    const aws = fakeAws({
      ListUserPools: ({ NextToken }: ListUserPoolsCommandInput): Partial<ListUserPoolsCommandOutput> =>
        NextToken === undefined
          ? { UserPools: [{ Id: 'eu-west-1_no', LambdaConfig: { PreSignUp: OTHER } }], NextToken: '2' }
          : { UserPools: [{ Id: 'eu-west-1_abc', LambdaConfig: { PreSignUp: `${FUNCTION}:live` } }] },
    })
    expect(await reader.find(aws, grantOf({}), homePlace)).toEqual([POOL])
    expect(await reader.find(aws, grantOf({ sourceArn: 'arn:aws:cognito-idp:us-*' }), homePlace)).toEqual([])
  })

  test('each trigger is read with its version and key; two forms of one trigger are one', async () => {
    const aws = pool({
      PreSignUp: FUNCTION,
      PreTokenGeneration: FUNCTION,
      PreTokenGenerationConfig: { LambdaArn: FUNCTION, LambdaVersion: 'V2_0' },
      CustomSMSSender: { LambdaArn: OTHER, LambdaVersion: 'V1_0' },
      KMSKeyID: KEY,
    })
    const found = await reader.read(aws, POOL, homePlace)
    expect(found).toEqual({
      source: { arn: POOL, account: '123456789012', region: 'eu-west-1', facts: { Name: 'people' } },
      triggers: [
        { invokes: OTHER, settings: { on: 'CustomSMSSender', LambdaVersion: 'V1_0', KMSKeyID: KEY } },
        { invokes: FUNCTION, settings: { on: 'PreSignUp' } },
        { invokes: FUNCTION, settings: { on: 'PreTokenGenerationConfig', LambdaVersion: 'V2_0' } },
      ],
    })
    for (const one of found?.triggers ?? []) expect(kind.settings.parse(one.settings)).toEqual(one.settings)
  })

  test('a pool that is gone does not exist', async () => {
    const aws = fakeAws({ DescribeUserPool: awsError('ResourceNotFoundException') })
    expect(await reader.read(aws, POOL, homePlace)).toBeUndefined()
  })

  test.each([
    ['UpdateUserPool', { userPoolId: 'eu-west-1_abc' }, {}],
    ['DeleteUserPool', { userPoolId: 'eu-west-1_abc' }, {}],
    ['CreateUserPool', { poolName: 'people' }, { userPool: { id: 'eu-west-1_abc' } }],
  ])('%s was about its pool', (eventName, request, response) => {
    expect(kind.changes[0]?.eventNames).toContain(eventName)
    expect(kind.changes[0]?.sourcesOf({ ...homePlace, eventName, request, response })).toEqual([POOL])
  })
})

describe('user pool: putting back', () => {
  const { writer } = kind

  test('is one step after verification, at the mapped pool and key', () => {
    const map = (arn: string) => arn.replace('eu-west-1', 'eu-west-2')
    const away = targetOf({ region: 'eu-west-2', invokes: map(FUNCTION), map })
    const trigger = triggerOf({ on: 'CustomSMSSender', LambdaVersion: 'V1_0', KMSKeyID: KEY })
    expect(writer.plan(trigger, away)).toMatchObject({
      steps: [{ phase: 'enable', resource: map(POOL), input: { KMSKeyID: map(KEY), wanted: map(FUNCTION) } }],
      byHand: [],
    })
    expect(writer.plan(trigger, targetOf({ region: 'eu-west-2' }))).toMatchObject({
      steps: [],
      byHand: [expect.stringContaining('Create a user pool')],
    })
  })

  test('writes every other setting back as it was, and every other trigger', async () => {
    const [step] = writer.plan(triggerOf({ on: 'PreSignUp' }), targetOf({})).steps
    const aws = pool({ PostConfirmation: OTHER })
    const done = await writer.carryOut(aws, step!)
    const { Name, ...kept } = settings
    const unchanged = {
      ...kept,
      UserPoolId: 'eu-west-1_abc',
      PoolName: Name,
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    }
    expect(updates(aws)).toEqual([
      { ...unchanged, LambdaConfig: { PostConfirmation: OTHER, PreSignUp: FUNCTION } },
    ])
    const back = pool({ PostConfirmation: OTHER, PreSignUp: FUNCTION })
    await writer.takeBack(back, step!, done)
    expect(updates(back)).toEqual([{ ...unchanged, LambdaConfig: { PostConfirmation: OTHER } }])
  })

  test.each([
    [
      'PreTokenGenerationConfig',
      { LambdaVersion: 'V2_0' },
      {
        PreTokenGeneration: FUNCTION,
        PreTokenGenerationConfig: { LambdaArn: FUNCTION, LambdaVersion: 'V2_0' },
      },
    ],
    [
      'CustomSMSSender',
      { LambdaVersion: 'V1_0', KMSKeyID: KEY },
      { CustomSMSSender: { LambdaArn: FUNCTION, LambdaVersion: 'V1_0' }, KMSKeyID: KEY },
    ],
    ['UserMigration', {}, { UserMigration: FUNCTION }],
  ])('%s is set in the form that Cognito wants', async (on, more, LambdaConfig) => {
    const [step] = writer.plan(triggerOf({ on, ...more }), targetOf({})).steps
    const aws = pool({})
    await writer.carryOut(aws, step!)
    expect(updates(aws)).toMatchObject([{ LambdaConfig }])
  })

  test('the key that other senders of the pool use stays', async () => {
    const trigger = triggerOf({ on: 'CustomSMSSender', LambdaVersion: 'V1_0', KMSKeyID: KEY })
    const aws = pool({ CustomEmailSender: { LambdaArn: OTHER, LambdaVersion: 'V1_0' }, KMSKeyID: `${KEY}-2` })
    await writer.carryOut(aws, writer.plan(trigger, targetOf({})).steps[0]!)
    expect(updates(aws)).toMatchObject([{ LambdaConfig: { KMSKeyID: `${KEY}-2` } }])
  })

  test('a pool that invokes the function already is not written', async () => {
    const [step] = writer.plan(triggerOf({ on: 'PreSignUp' }), targetOf({})).steps
    const aws = pool({ PreSignUp: FUNCTION })
    await writer.takeBack(aws, step!, await writer.carryOut(aws, step!))
    expect(updates(aws)).toEqual([])
  })

  test('the old function gives way, and comes back', async () => {
    const [step] = writer.plan(triggerOf({ on: 'PreSignUp' }), targetOf({ invokes: `${FUNCTION}-2` })).steps
    const done = await writer.carryOut(pool({ PreSignUp: FUNCTION }), step!)
    const back = pool({ PreSignUp: `${FUNCTION}-2` })
    await writer.takeBack(back, step!, done)
    expect(updates(back)).toMatchObject([{ LambdaConfig: { PreSignUp: FUNCTION } }])
  })

  test.each([['PreSignUp'], ['PreTokenGenerationConfig']])(
    '%s of another function is left alone',
    async (on) => {
      const [step] = writer.plan(triggerOf({ on }), targetOf({})).steps
      const aws = pool({ PreSignUp: OTHER, PreTokenGeneration: OTHER })
      await expect(writer.carryOut(aws, step!)).rejects.toThrow('left alone')
      expect(updates(aws)).toEqual([])
    },
  )

  test('a pool that is gone is said to be', async () => {
    const [step] = writer.plan(triggerOf({ on: 'PreSignUp' }), targetOf({})).steps
    const gone = fakeAws({ DescribeUserPool: awsError('ResourceNotFoundException') })
    await expect(writer.carryOut(gone, step!)).rejects.toThrow('is gone')
  })
})
