import type {
  CognitoIdentityProviderClient,
  UpdateUserPoolRequest,
  UserPoolType,
} from '@aws-sdk/client-cognito-identity-provider'
import * as z from 'zod'
import { call, callOptional, callPages } from '../../aws/calls.ts'
import { plainObject } from '../../aws/plain-json.ts'
import { NotFoundError } from '../../errors.ts'
import { parseArn } from '../../model/arn.ts'
import type { JsonObject } from '../../model/json.ts'
import { objectOf, textOf } from '../../model/members.ts'
import type { Trigger } from '../../model/trigger.ts'
import {
  poolTrigger,
  poolTriggers,
  withPoolTrigger,
  withoutPoolTrigger,
} from '../../triggers/pool-triggers.ts'
import type { Slot } from '../../triggers/slot.ts'
import { fillSlot, giveBack, isLeftBehind } from '../../triggers/slot.ts'
import type { AwsDoor } from '../aws-door.ts'
import { sameLess } from '../../model/same-less.ts'
import { withoutQualifier } from '../../model/make-arn.ts'
import { exactSource, mayMean } from '../grant-source.ts'
import type { Grant, Intend, Place, SourceChange, SourceReading, TriggerKind, TriggerPlan } from '../kind.ts'
import type { TriggerStep, TriggerTarget } from '../kind.ts'

/** One member of `LambdaConfig`: what wakes the function, the version of its event, and the key of a sender's codes. */
const Settings = z.strictObject({
  on: z.string(),
  LambdaVersion: z.string().optional(),
  KMSKeyID: z.string().optional(),
})

const POOLS = 'arn:${AWS::Partition}:cognito-idp:*:*:userpool/*'

/** Triggers of a Cognito user pool: sign-up, authentication, tokens, messages, migration. */
export const kind: TriggerKind = {
  name: 'user-pool',
  title: 'Cognito user pool trigger',
  settings: Settings,
  permissions: [
    { use: 'read', actions: ['cognito-idp:DescribeUserPool'], resource: POOLS },
    { use: 'read', actions: ['cognito-idp:ListUserPools'], resource: '*' },
    {
      use: 'write',
      actions: ['cognito-idp:DescribeUserPool', 'cognito-idp:UpdateUserPool'],
      resource: POOLS,
    },
    {
      // Settings are sent back whole, with the role that sends text messages.
      use: 'write',
      actions: ['iam:PassRole'],
      resource: 'arn:${AWS::Partition}:iam::*:role/*',
      condition: { StringEquals: { 'iam:PassedToService': 'cognito-idp.amazonaws.com' } },
    },
    {
      // Developer guide, "Custom SMS sender": whoever sets such a trigger creates a grant for its key.
      use: 'write',
      actions: ['kms:CreateGrant'],
      resource: 'arn:${AWS::Partition}:kms:*:*:key/*',
      condition: { StringLike: { 'kms:ViaService': 'cognito-idp.*.amazonaws.com' } },
    },
  ],
  changes: [
    {
      eventSource: 'cognito-idp.amazonaws.com',
      eventNames: ['CreateUserPool', 'UpdateUserPool', 'DeleteUserPool'],
      sourcesOf: poolIn,
    },
  ],
  reader: { by: 'policy', principals: ['cognito-idp.amazonaws.com'], find: findPools, read: readPool },
  writer: {
    plan,
    carryOut,
    takeBack,
    // The key of the senders is the pool's, and stays.
    isBack: (wanted, found) => sameLess(wanted, found, ['KMSKeyID']),
  },
}

function poolIn({ partition, region, account, request, response }: SourceChange): readonly string[] {
  const id = textOf(request, 'userPoolId') ?? textOf(objectOf(response, 'userPool'), 'id')
  return id === undefined ? [] : [`arn:${partition}:cognito-idp:${region}:${account}:userpool/${id}`]
}

/** A list of all pools tells their triggers: those of the function are what a wildcard means. */
async function findPools(aws: AwsDoor, grant: Grant, place: Place): Promise<readonly string[]> {
  const exact = exactSource(grant)
  if (exact !== undefined) return [exact]
  const { CognitoIdentityProviderClient, paginateListUserPools } =
    await import('@aws-sdk/client-cognito-identity-provider')
  const { partition, region, account } = place
  const client = aws.client(CognitoIdentityProviderClient, region)
  const pages = paginateListUserPools({ client }, { MaxResults: PAGE })
  const pools = await callPages('ListUserPools', pages, ({ UserPools }) => UserPools)
  const wanted = withoutQualifier(grant.invokes)
  return pools
    .filter(({ LambdaConfig }) =>
      poolTriggers(plainObject(LambdaConfig)).some(({ arn }) => withoutQualifier(arn) === wanted),
    )
    .map(({ Id }) => `arn:${partition}:cognito-idp:${region}:${account}:userpool/${Id}`)
    .filter((arn) => mayMean(grant, arn))
    .sort()
}

/** Pools of a page, at most (API reference, ListUserPools). */
const PAGE = 60

async function readPool(aws: AwsDoor, source: string): Promise<SourceReading | undefined> {
  const { client, UserPoolId } = await openPool(aws, source)
  const pool = await describePool(client, UserPoolId)
  if (pool === undefined) return undefined
  const { region = '', account = '' } = parseArn(source) ?? {}
  return {
    source: { arn: source, account, region, facts: plainObject({ Name: pool.Name }) },
    triggers: poolTriggers(plainObject(pool.LambdaConfig)).map(({ arn, on, version, key }) => ({
      invokes: arn,
      settings: plainObject({ on, LambdaVersion: version, KMSKeyID: key }),
    })),
  }
}

async function openPool(aws: AwsDoor, source: string) {
  const { CognitoIdentityProviderClient } = await import('@aws-sdk/client-cognito-identity-provider')
  const { region = '', resource } = parseArn(source) ?? { resource: '' }
  return {
    client: aws.client(CognitoIdentityProviderClient, region),
    UserPoolId: resource.replace('userpool/', ''),
  }
}

async function describePool(client: CognitoIdentityProviderClient, UserPoolId: string) {
  const { DescribeUserPoolCommand } = await import('@aws-sdk/client-cognito-identity-provider')
  const command = new DescribeUserPoolCommand({ UserPoolId })
  return (await callOptional('DescribeUserPool', () => client.send(command)))?.UserPool
}

function plan(trigger: Trigger, target: TriggerTarget): TriggerPlan {
  const { source, invokes: was } = trigger
  const settings = Settings.parse(trigger.settings)
  const { KMSKeyID: key, ...rest } = settings
  const pool = target.map(source)
  const create = `Create a user pool like ${source} in ${target.region}, map its ARN, and restore the triggers again: users and their passwords cannot be moved.`
  if (isLeftBehind(trigger, target)) return { steps: [], byHand: [create] }
  const step: TriggerStep = {
    action: 'user-pool/set-trigger',
    phase: 'enable',
    resource: pool,
    what: `Let ${settings.on} of ${pool} invoke ${target.invokes}`,
    why: 'It invoked the function when the point was taken.',
    // All settings of the pool are written: whoever changes another one in the same moment loses it.
    risk: 'high',
    canUndo: true,
    input: plainObject({
      ...rest,
      KMSKeyID: key === undefined ? undefined : target.map(key),
      was,
      wanted: target.invokes,
    }),
  }
  return { steps: [step], byHand: [] }
}

const Input = Settings.extend({ was: z.string(), wanted: z.string() })
type Input = z.infer<typeof Input>

async function carryOut(
  aws: AwsDoor,
  { resource, input }: TriggerStep,
  intend?: Intend,
): Promise<JsonObject> {
  const part = Input.parse(input)
  const slot = await findSlot(aws, resource, part)
  if (slot === undefined)
    throw new NotFoundError(`User pool ${resource} is gone: create it anew and map its ARN.`)
  const { on, was, wanted, LambdaVersion: version } = part
  const value = plainObject({ on, arn: wanted, version })
  return fillSlot(slot, { name: `${on} of ${resource}`, was, wanted, value }, intend)
}

async function takeBack(aws: AwsDoor, { resource, input }: TriggerStep, done: JsonObject): Promise<void> {
  await giveBack(await findSlot(aws, resource, Input.parse(input)), done)
}

const Value = z.object({ on: z.string(), arn: z.string(), version: z.string().optional() })

async function findSlot(aws: AwsDoor, source: string, part: Input): Promise<Slot<JsonObject> | undefined> {
  const { client, UserPoolId } = await openPool(aws, source)
  const pool = await describePool(client, UserPoolId)
  if (pool === undefined) return undefined
  const config = plainObject(pool.LambdaConfig)
  const { on, arn, version } = poolTrigger(config, part.on) ?? {}
  const write = (next: JsonObject) => updatePool(client, UserPoolId, pool, next)
  return {
    holds: arn,
    value: arn === undefined ? undefined : plainObject({ on, arn, version }),
    set: (value) => {
      const { version, ...rest } = Value.parse(value)
      return write(withPoolTrigger(config, { ...rest, version, key: part.KMSKeyID }))
    },
    clear: () => write(withoutPoolTrigger(config, part.on)),
  }
}

/**
 * "If you don't provide a value for an attribute, Amazon Cognito sets it to its default value" (API reference,
 * UpdateUserPool): every setting goes back as it was read. A setting that the SDK learns and this list does not is an
 * error of the types.
 */
const SENT_BACK: Readonly<
  Record<Exclude<keyof UpdateUserPoolRequest, 'UserPoolId' | 'PoolName' | 'LambdaConfig'>, true>
> = {
  Policies: true,
  DeletionProtection: true,
  AutoVerifiedAttributes: true,
  SmsVerificationMessage: true,
  EmailVerificationMessage: true,
  EmailVerificationSubject: true,
  VerificationMessageTemplate: true,
  SmsAuthenticationMessage: true,
  UserAttributeUpdateSettings: true,
  MfaConfiguration: true,
  DeviceConfiguration: true,
  EmailConfiguration: true,
  SmsConfiguration: true,
  UserPoolTags: true,
  AdminCreateUserConfig: true,
  UserPoolAddOns: true,
  DcrConfiguration: true,
  AccountRecoverySetting: true,
  UserPoolTier: true,
  KeyConfiguration: true,
  IssuerConfiguration: true,
  AcrConfiguration: true,
}

async function updatePool(
  client: CognitoIdentityProviderClient,
  UserPoolId: string,
  pool: UserPoolType,
  LambdaConfig: JsonObject,
) {
  const { UpdateUserPoolCommand } = await import('@aws-sdk/client-cognito-identity-provider')
  const kept = Object.fromEntries(Object.entries(settable(pool)).filter(([name]) => name in SENT_BACK))
  const command = new UpdateUserPoolCommand({ ...kept, UserPoolId, PoolName: pool.Name, LambdaConfig })
  await call('UpdateUserPool', () => client.send(command))
}

/** Cognito answers with two forms of one setting, and refuses to take both: the old one goes. */
function settable(pool: UserPoolType): UserPoolType {
  const { AdminCreateUserConfig, Policies } = pool
  if (Policies?.PasswordPolicy?.TemporaryPasswordValidityDays === undefined) return pool
  const { UnusedAccountValidityDays: _old, ...rest } = AdminCreateUserConfig ?? {}
  return { ...pool, ...(AdminCreateUserConfig && { AdminCreateUserConfig: rest }) }
}
